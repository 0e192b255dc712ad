package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookReaderTest {

    private static final String ALERT = """
            {"status":"firing","labels":{"alertname":"A"},"annotations":{"summary":"s"},\
            "startsAt":"2026-11-23T10:00:00Z","endsAt":"0001-01-01T00:00:00Z",\
            "generatorURL":"http://p:9090/graph","fingerprint":"0123456789abcdef"}""";

    private final WebhookReader reader = new WebhookReader();

    private static String message(String... alerts) {
        return "{\"version\":\"4\",\"alerts\":[" + String.join(",", alerts) + "]}";
    }

    private static String message(Stream<String> alerts) {
        return message(alerts.toArray(String[]::new));
    }

    private static String alert(String old, String replacement) {
        assertThat(ALERT).contains(old);
        return ALERT.replace(old, replacement);
    }

    private ReadResult read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private AlertNotice one(String body) {
        assertThat(read(body))
                .isInstanceOfSatisfying(
                        ReadResult.Accepted.class,
                        accepted -> assertThat(accepted.notices()).hasSize(1));
        return ((ReadResult.Accepted) read(body)).notices().getFirst();
    }

    static Stream<Arguments> badBodies() {
        String many =
                IntStream.range(0, 65).mapToObj(i -> "\"l" + i + "\":\"v\"").collect(Collectors.joining(","));
        return Stream.of(
                arguments("no body", "", ""),
                arguments("no JSON", "hello", ""),
                arguments("half a body", "{\"version\":\"4\",\"alerts\":[", ""),
                arguments("a list", "[]", ""),
                arguments("a text", "\"4\"", ""),
                arguments("null", "null", ""),
                arguments("two bodies", message() + message(), ""),
                arguments("a field twice", "{\"version\":\"4\",\"version\":\"4\",\"alerts\":[]}", ""),
                arguments("a label twice", message(alert("{\"alertname\":\"A\"}", "{\"a\":\"1\",\"a\":\"2\"}")), ""),
                arguments("too deep", message("[".repeat(100) + "]".repeat(100)), ""),
                arguments("a text of 2 MiB", message(alert("\"s\"", "\"" + "x".repeat(1 << 21) + "\"")), ""),
                arguments("no version", "{\"alerts\":[]}", "/version"),
                arguments("version 3", "{\"version\":\"3\",\"alerts\":[]}", "/version"),
                arguments("version as a number", "{\"version\":4,\"alerts\":[]}", "/version"),
                arguments("another payload", "{\"text\":\"A fires\"}", "/version"),
                arguments("no alerts", "{\"version\":\"4\"}", "/alerts"),
                arguments("alerts as an object", "{\"version\":\"4\",\"alerts\":{}}", "/alerts"),
                arguments("10,001 alerts", message(IntStream.range(0, 10_001).mapToObj(i -> "0")), "/alerts"),
                arguments(
                        "truncatedAlerts below 0",
                        message().replace("{", "{\"truncatedAlerts\":-1,"),
                        "/truncatedAlerts"),
                arguments(
                        "truncatedAlerts as a text",
                        message().replace("{", "{\"truncatedAlerts\":\"5\","),
                        "/truncatedAlerts"),
                arguments("receiver as a number", message().replace("{", "{\"receiver\":5,"), "/receiver"),
                arguments("groupLabels as a list", message().replace("{", "{\"groupLabels\":[],"), "/groupLabels"),
                arguments("an alert that is none", message(ALERT, "7"), "/alerts/1"),
                arguments("no status", message(ALERT, alert("\"status\":\"firing\",", "")), "/alerts/1/status"),
                arguments("an unknown status", message(alert("firing", "pending")), "/alerts/0/status"),
                arguments("a status in capitals", message(alert("firing", "FIRING")), "/alerts/0/status"),
                arguments("no labels", message(alert("\"labels\":{\"alertname\":\"A\"},", "")), "/alerts/0/labels"),
                arguments("labels as null", message(alert("{\"alertname\":\"A\"}", "null")), "/alerts/0/labels"),
                arguments("a label as a number", message(alert("\"A\"", "1")), "/alerts/0/labels/alertname"),
                arguments(
                        "a label as an object",
                        message(alert("\"alertname\":\"A\"", "\"a/b~c\":{}")),
                        "/alerts/0/labels/a~1b~0c"),
                arguments("65 labels", message(alert("\"alertname\":\"A\"", many)), "/alerts/0/labels"),
                arguments("a long label name", message(alert("alertname", "n".repeat(129))), "/alerts/0/labels"),
                arguments("an empty label name", message(alert("alertname", "")), "/alerts/0/labels"),
                arguments(
                        "a long label",
                        message(alert("\"A\"", "\"" + "x".repeat(4097) + "\"")),
                        "/alerts/0/labels/alertname"),
                arguments("an annotation as a number", message(alert("\"s\"", "1")), "/alerts/0/annotations/summary"),
                arguments(
                        "annotations as a list", message(alert("{\"summary\":\"s\"}", "[]")), "/alerts/0/annotations"),
                arguments(
                        "no startsAt",
                        message(alert("\"startsAt\":\"2026-11-23T10:00:00Z\",", "")),
                        "/alerts/0/startsAt"),
                arguments(
                        "startsAt as a number",
                        message(alert("\"2026-11-23T10:00:00Z\"", "1763892000")),
                        "/alerts/0/startsAt"),
                arguments("startsAt without an offset", message(alert("10:00:00Z", "10:00:00")), "/alerts/0/startsAt"),
                arguments("startsAt of the year 1", message(alert("2026-11-23", "0001-01-01")), "/alerts/0/startsAt"),
                arguments(
                        "startsAt of the year 999999999",
                        message(alert("2026-11-23", "+999999999-12-31")),
                        "/alerts/0/startsAt"),
                arguments("endsAt that is no time", message(alert("0001-01-01T00:00:00Z", "soon")), "/alerts/0/endsAt"),
                arguments(
                        "no fingerprint",
                        message(alert(",\"fingerprint\":\"0123456789abcdef\"", "")),
                        "/alerts/0/fingerprint"),
                arguments("a short fingerprint", message(alert("0123456789abcdef", "0123")), "/alerts/0/fingerprint"),
                arguments(
                        "a fingerprint that is none",
                        message(alert("0123456789abcdef", "0123456789abcdeg")),
                        "/alerts/0/fingerprint"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void refusesAndNamesThePlace(String what, String body, String pointer) {
        assertThat(read(body))
                .as(what)
                .isInstanceOfSatisfying(
                        ReadResult.Refused.class,
                        refused -> assertThat(refused.problems()).hasSize(1).allSatisfy(problem -> {
                            assertThat(problem.pointer()).isEqualTo(pointer);
                            assertThat(problem.message()).isNotBlank();
                        }));
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] body = message(alert("\"A\"", "\"\u00e9\"")).getBytes(StandardCharsets.ISO_8859_1);
        byte[] noise = {0, 0, (byte) 0xff, (byte) 0xfe, (byte) 0x99, 1, 2, 3};

        assertThat(reader.read(body)).isInstanceOf(ReadResult.Refused.class);
        assertThat(reader.read(noise)).isInstanceOf(ReadResult.Refused.class);
    }

    @Test
    void namesEveryPlaceButNotThousands() {
        ReadResult two = read(message(alert("firing", "x"), ALERT, alert("0123456789abcdef", "")));
        ReadResult many = read(message(IntStream.range(0, 5_000).mapToObj(i -> "{}")));

        assertThat(((ReadResult.Refused) two).problems())
                .extracting(ReadResult.Problem::pointer)
                .containsExactly("/alerts/0/status", "/alerts/2/fingerprint");
        assertThat(((ReadResult.Refused) many).problems()).hasSize(20);
    }

    @Test
    void readsAMessageOfTheNewestAlertmanager() {
        AlertNotice notice = one("""
                {"receiver":"ctl\\\\.webhook","status":"firing","groupKey":"{}:{alertname=\\"A\\"}","truncatedAlerts":0,
                 "groupLabels":{"alertname":"A"},"commonLabels":{},"commonAnnotations":{},"routeLabels":{"a":1},
                 "externalURL":"http://am:9093","version":"4","notification_reason":"first notification",
                 "alerts":[{"status":"resolved","labels":{"alertname":"A","标签":"\\u003cscript\\u003e"},
                   "annotations":{"summary":"s"},"startsAt":"2026-11-23T18:00:00.123456789+08:00",
                   "endsAt":"2026-11-23T10:05:00Z","generatorURL":"https://p/graph?g0.expr=up","fingerprint":"0123456789ABCDEF",
                   "silenceURL":"http://grafana"}]}""");

        assertThat(notice.status()).isEqualTo(Alert.Status.RESOLVED);
        assertThat(notice.labels()).containsEntry("标签", "<script>");
        assertThat(notice.startsAt()).isEqualTo(Instant.parse("2026-11-23T10:00:00.123456789Z"));
        assertThat(notice.endsAt()).isEqualTo(Instant.parse("2026-11-23T10:05:00Z"));
        assertThat(notice.generatorUrl()).isEqualTo("https://p/graph?g0.expr=up");
        assertThat(notice.fingerprint()).isEqualTo("0123456789abcdef");
    }

    @Test
    void needsNoMoreThanWhatItUses() {
        AlertNotice notice = one(message("{\"status\":\"firing\",\"labels\":{},\"startsAt\":\"2026-11-23T10:00:00Z\","
                + "\"fingerprint\":\"0123456789abcdef\"}"));

        assertThat(notice.labels()).isEmpty();
        assertThat(notice.annotations()).isEmpty();
        assertThat(notice.endsAt()).isNull();
        assertThat(notice.generatorUrl()).isNull();
    }

    @Test
    void takesTheYearOneForNoEnd() {
        assertThat(one(message(ALERT)).endsAt()).isNull();
        assertThat(one(message(alert("firing", "resolved"))).endsAt()).isEqualTo("2026-11-23T10:00:00Z");
    }

    @Test
    void tellsHowManyAlertsWereLeftOut() {
        ReadResult result = read(message(ALERT).replaceFirst("\\{", "{\"truncatedAlerts\":5,"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ReadResult.Accepted.class,
                        accepted -> assertThat(accepted.truncated()).isEqualTo(5));
    }

    @Test
    void shortensAnnotationsAndDropsWhatIsTooMuchOfThem() {
        String many =
                IntStream.range(0, 70).mapToObj(i -> "\"a" + i + "\":\"v\"").collect(Collectors.joining(","));

        AlertNotice wordy = one(message(alert("\"s\"", "\"" + "x".repeat(4094) + "😀" + "y".repeat(60_000) + "\"")));
        AlertNotice crowded = one(message(alert("\"summary\":\"s\"", many)));
        AlertNotice named = one(message(alert("summary", "n".repeat(129))));

        assertThat(wordy.annotations().get("summary")).isEqualTo("x".repeat(4094) + "…");
        assertThat(crowded.annotations()).hasSize(64);
        assertThat(named.annotations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://p/x",
                "//p/x",
                "http:",
                "http://",
                "http://p/ x",
                "\\u0000"
            })
    void keepsNoLinkButToTheWeb(String url) {
        assertThat(one(message(alert("http://p:9090/graph", url))).generatorUrl())
                .isNull();
    }

    @Test
    void takesTenThousandAlerts() throws IOException {
        String body = message(
                IntStream.range(0, 10_000).mapToObj(i -> ALERT.replace("0123456789abcdef", String.format("%016x", i))));
        try (InputStream in = new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))) {
            assertThat(reader.read(in))
                    .isInstanceOfSatisfying(
                            ReadResult.Accepted.class,
                            accepted -> assertThat(accepted.notices()).hasSize(10_000));
        }
    }
}
