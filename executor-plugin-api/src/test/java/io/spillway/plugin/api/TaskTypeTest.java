package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskTypeTest {

    record Payload() {}

    private final TaskType<Payload> type = TaskType.of("stock-deduct", Payload.class);

    @Test
    void hasDefaults() {
        assertThat(type)
                .isEqualTo(new TaskType<>(
                        "stock-deduct",
                        Payload.class,
                        Duration.ofSeconds(30),
                        Criticality.CRITICAL,
                        Retries.DEFAULT,
                        Limits.NONE,
                        false));
        assertThat(type.retries().maxAttempts()).isEqualTo(3);
    }

    @Test
    void eachWitherChangesOneThing() {
        TaskType<Payload> changed = type.withTimeout(Duration.ofSeconds(5))
                .withCriticality(Criticality.SHEDDABLE)
                .withRetries(Retries.DEFAULT.withTotalTime(Duration.ofHours(2)))
                .withMaxAttempts(7)
                .withLimits(Limits.NONE.withPerNode(2))
                .computing();

        assertThat(changed)
                .isEqualTo(new TaskType<>(
                        "stock-deduct",
                        Payload.class,
                        Duration.ofSeconds(5),
                        Criticality.SHEDDABLE,
                        new Retries(7, Map.of(), Optional.of(Duration.ofHours(2))),
                        Limits.NONE.withPerNode(2),
                        true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a1", "stock-deduct", "a-b-c", "v2-x"})
    void takesLowerCaseWordsJoinedByHyphens(String name) {
        assertThat(TaskType.of(name, Payload.class).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "-a", "a-", "a--b", "a_b", "a b", "a.b", "a:b", "a{b}", "ä", "a\n"})
    void refusesAnyOtherName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskType.of(name, Payload.class))
                .withMessageContaining("task type '" + name + "'");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(TaskType.of("a".repeat(64), Payload.class).name()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> TaskType.of("a".repeat(65), Payload.class));
    }

    @Test
    void refusesAPayloadThatIsNoRecord() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskType.of("text", String.class))
                .withMessageContaining("not a record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesATimeoutThatIsNotPositive(Duration timeout) {
        assertThatIllegalArgumentException().isThrownBy(() -> type.withTimeout(timeout));
    }
}
