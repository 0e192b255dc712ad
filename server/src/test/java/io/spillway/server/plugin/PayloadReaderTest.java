package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.server.plugin.PayloadReader.Payload;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PayloadReaderTest {

    enum Colour {
        RED,
        GREEN
    }

    record Line(String sku, int quantity) {

        Line {
            if (quantity < 1) {
                throw new IllegalArgumentException("quantity must be at least 1");
            }
        }
    }

    record Order(
            String orderId,
            int quantity,
            @Nullable Line gift,
            Optional<String> note,
            @Nullable List<Line> lines,
            @Nullable Map<String, String> headers,
            @Nullable Colour colour,
            @Nullable Boolean express,
            @Nullable Double weight,
            @Nullable Long big,
            @Nullable Instant at,
            @Nullable Duration pause,
            @Nullable Byte tiny) {

        Order {
            if (orderId.equals("forbidden")) {
                throw new IllegalArgumentException("orderId must not be 'forbidden'");
            }
            if (orderId.equals("bug")) {
                throw new NullPointerException("oops");
            }
        }
    }

    record Everything(
            BigDecimal price,
            BigInteger count,
            float ratio,
            short port,
            LocalDate day,
            UUID id,
            URI address,
            Object free,
            List<@Nullable String> gaps,
            Optional<List<Integer>> numbers) {}

    record Tree(String name, List<Tree> children) {}

    private final PayloadReader orders = PayloadReader.of(Order.class);

    static Stream<Arguments> refused() {
        String start = "{\"orderId\":\"o1\",\"quantity\":1,";
        return Stream.of(
                arguments("", "", "is empty, and must be a JSON object"),
                arguments("   ", "", "is empty, and must be a JSON object"),
                arguments("null", "", "must be an object, not null"),
                arguments("[1]", "", "must be an object, not a list"),
                arguments("\"x\"", "", "must be an object, not a string"),
                arguments("{\"orderId\":\"o1\"}", "/quantity", "is required"),
                arguments("{\"orderId\":null,\"quantity\":1}", "/orderId", "is required, and must not be null"),
                arguments("{\"orderId\":7,\"quantity\":1}", "/orderId", "must be a string, not a number"),
                arguments(
                        "{\"orderId\":\"o1\",\"quantity\":\"1\"}", "/quantity", "must be a whole number, not a string"),
                arguments("{\"orderId\":\"o1\",\"quantity\":1.5}", "/quantity", "must be a whole number, not 1.5"),
                arguments("{\"orderId\":\"o1\",\"quantity\":1.0}", "/quantity", "must be a whole number, not 1.0"),
                arguments(
                        "{\"orderId\":\"o1\",\"quantity\":true}",
                        "/quantity",
                        "must be a whole number, not true or false"),
                arguments(
                        "{\"orderId\":\"o1\",\"quantity\":3000000000}",
                        "/quantity",
                        "must be a whole number from -2147483648 to 2147483647, not 3000000000"),
                arguments(start + "\"quantty\":2}", "/quantty", "is not known: did you mean 'quantity'?"),
                arguments(start + "\"a/b~c\":2}", "/a~1b~0c", null),
                arguments(start + "\"gift\":{\"quantity\":1}}", "/gift/sku", "is required"),
                arguments(start + "\"gift\":[]}", "/gift", "must be an object, not a list"),
                arguments(start + "\"gift\":{\"sku\":\"s\",\"quantity\":0}}", "/gift", "quantity must be at least 1"),
                arguments(
                        start + "\"lines\":[{\"sku\":\"s\",\"quantity\":1},{\"sku\":\"s\",\"quantity\":\"1\"}]}",
                        "/lines/1/quantity",
                        "must be a whole number, not a string"),
                arguments(start + "\"lines\":[null]}", "/lines/0", "must not be null"),
                arguments(start + "\"lines\":{}}", "/lines", "must be a list, not an object"),
                arguments(start + "\"headers\":{\"X-A\":1}}", "/headers/X-A", "must be a string, not a number"),
                arguments(start + "\"headers\":[]}", "/headers", "must be an object, not a list"),
                arguments(start + "\"colour\":\"red\"}", "/colour", "must be one of RED, GREEN, not \"red\""),
                arguments(start + "\"express\":\"true\"}", "/express", "must be true or false, not a string"),
                arguments(start + "\"express\":0}", "/express", "must be true or false, not a number"),
                arguments(start + "\"weight\":\"1\"}", "/weight", "must be a number, not a string"),
                arguments(start + "\"weight\":1e999}", "/weight", "must be a number that is not so large, not 1E+999"),
                arguments(
                        start + "\"big\":9223372036854775808}",
                        "/big",
                        "must be a whole number from -9223372036854775808 to 9223372036854775807, not 9223372036854775808"),
                arguments(start + "\"tiny\":128}", "/tiny", "must be a whole number from -128 to 127, not 128"),
                arguments(
                        start + "\"at\":\"noon\"}", "/at", "must be a time such as 2026-01-31T12:00:00Z, not \"noon\""),
                arguments(start + "\"pause\":3}", "/pause", "must be a duration such as PT1.5S, not a number"),
                arguments(start + "\"note\":1}", "/note", "must be a string, not a number"),
                arguments(start + "\"quantity\":2}", "/quantity", "stands twice in the same object"),
                arguments(
                        start + "\"gift\":{\"sku\":\"a\",\"sku\":\"b\",\"quantity\":1}}",
                        "/gift/sku",
                        "stands twice in the same object"),
                arguments("{\"orderId\":\"forbidden\",\"quantity\":1}", "", "orderId must not be 'forbidden'"),
                arguments(
                        "{\"orderId\":\"bug\",\"quantity\":1}",
                        "",
                        "was refused by Order with NullPointerException: oops"),
                arguments("{\"orderId\":\"o1\",\"quantity\":1} {}", "", "must be one JSON object, and more follows it"),
                arguments("{\"orderId\":\"o1\",", "", null),
                arguments("{'orderId':'o1'}", "", null),
                arguments("{\"orderId\":\"o1\",\"quantity\":NaN}", "", null),
                arguments("{\"orderId\":\"o1\",\"quantity\":" + "9".repeat(1000) + "}", "", null),
                arguments(start + "\"weight\":1e99999999999}", "/weight", "must be a number of ordinary size"),
                arguments("{\"a\":".repeat(2000) + "1" + "}".repeat(2000), "", null),
                arguments("[".repeat(100_000), "", null),
                arguments(
                        "{\"orderId\":\"" + "x".repeat(1 << 20) + "\"}",
                        "",
                        "must not be longer than 1048576 characters, and has 1048590"));
    }

    @ParameterizedTest(name = "[{index}] {1} {2}")
    @MethodSource("refused")
    void namesThePlaceAndWhatIsWrong(String payload, String pointer, @Nullable String detail) {
        Payload read = orders.read(payload);

        assertThat(read).isInstanceOfSatisfying(Payload.Unreadable.class, unreadable -> {
            assertThat(unreadable.errors()).singleElement().satisfies(error -> {
                assertThat(error.pointer()).isEqualTo(pointer);
                assertThat(error.detail()).isNotBlank();
                if (detail != null) {
                    assertThat(error.detail()).isEqualTo(detail);
                }
            });
        });
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        Payload read = orders.read("{\"quantity\":\"1\",\"gift\":{\"sku\":1},\"colour\":\"BLUE\",\"x\":1}");

        assertThat(((Payload.Unreadable) read).errors())
                .extracting(RegisteredHandler.FieldError::pointer)
                .containsExactlyInAnyOrder("/x", "/orderId", "/quantity", "/gift/sku", "/gift/quantity", "/colour");
    }

    @Test
    void namesTwentyErrorsAndCountsTheRest() {
        Payload read = orders.read("{\"orderId\":\"o1\",\"quantity\":1,\"lines\":[" + "1,".repeat(99) + "1]}");

        assertThat(((Payload.Unreadable) read).errors())
                .hasSize(21)
                .last()
                .satisfies(error -> assertThat(error.detail()).isEqualTo("has 80 more errors"));
    }

    @Test
    void readsWhatIsThereAndLeavesOutWhatIsOptional() {
        Payload read = orders.read(" { \"quantity\" : 2, \"note\":null,\n \"orderId\":\"o1\", \"gift\":null } ");

        assertThat(read)
                .isEqualTo(new Payload.Read(
                        new Order(
                                "o1", 2, null, Optional.empty(), null, null, null, null, null, null, null, null, null),
                        "{\"orderId\":\"o1\",\"quantity\":2}"));
    }

    @Test
    void readsEveryKindOfComponent() {
        Payload read = PayloadReader.of(Everything.class).read("""
                        {"price": 1.50, "count": 123456789012345678901234567890, "ratio": 1, "port": -5, "day": "2026-11-11",
                         "id": "7f8a1c9e-0b1d-4c1e-9a53-000000000001", "address": "https://shop/x",
                         "free": {"a": [1, 2.5, "x", null, true]}, "gaps": ["a", null], "numbers": [1, 2]}
                        """);

        assertThat(read).isInstanceOfSatisfying(Payload.Read.class, payload -> {
            Everything value = (Everything) payload.value();
            assertThat(value.price()).isEqualTo(new BigDecimal("1.50"));
            assertThat(value.count()).isEqualTo("123456789012345678901234567890");
            assertThat(value.ratio()).isEqualTo(1f);
            assertThat(value.port()).isEqualTo((short) -5);
            assertThat(value.day()).isEqualTo("2026-11-11");
            assertThat(value.address().getHost()).isEqualTo("shop");
            assertThat(value.free().toString()).isEqualTo("{a=[1, 2.5, x, null, true]}");
            assertThat(value.gaps()).containsExactly("a", null);
            assertThat(value.numbers()).contains(List.of(1, 2));
            assertThat(payload.canonical())
                    .isEqualTo("{\"price\":1.50,\"count\":123456789012345678901234567890,\"ratio\":1,\"port\":-5,"
                            + "\"day\":\"2026-11-11\",\"id\":\"7f8a1c9e-0b1d-4c1e-9a53-000000000001\","
                            + "\"address\":\"https://shop/x\",\"free\":{\"a\":[1,2.5,\"x\",null,true]},"
                            + "\"gaps\":[\"a\",null],\"numbers\":[1,2]}");
        });
    }

    @Test
    void whatIsStoredIsReadAgainAsTheSame() {
        String payload =
                "{\"headers\":{\"b\":\"1\",\"a\":\"ü\\n\"},\"quantity\":1,\"orderId\":\"o\",\"lines\":[{\"quantity\":1,\"sku\":\"s\"}]}";

        Payload.Read first = (Payload.Read) orders.read(payload);
        Payload.Read second = (Payload.Read) orders.read(first.canonical());

        assertThat(second).isEqualTo(first);
    }

    @Test
    void aRecordMayHoldItself() {
        Payload read =
                PayloadReader.of(Tree.class).read("{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}");

        assertThat(((Payload.Read) read).value()).isEqualTo(new Tree("a", List.of(new Tree("b", List.of()))));
    }

    @Test
    void aComponentThatNoJsonCanBeIsNamed() {
        record Wrong(Set<String> names) {}

        assertThatThrownBy(() -> PayloadReader.of(Wrong.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("component 'names' of record Wrong is a java.util.Set<java.lang.String>");
    }
}
