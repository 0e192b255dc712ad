package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SamplesTest {

    private static final String TEXT = """
            # HELP tasks_total Tasks that ended, by outcome.
            # TYPE tasks_total counter
            tasks_total{type="a",outcome="shed",} 2.0
            tasks_total{type="a",outcome="failed",} 1.0
            tasks_total{type="b",outcome="shed",} 4.0
            # TYPE took_seconds histogram
            took_seconds_bucket{le="+Inf",} 7.0
            took_seconds_max +Inf
            """;

    @Test
    void sumsWhatHasTheLabels() {
        Samples samples = Samples.parse(TEXT);

        assertThat(samples.sum("tasks_total")).isEqualTo(7);
        assertThat(samples.sum("tasks_total", "outcome", "shed")).isEqualTo(6);
        assertThat(samples.sum("tasks_total", "type", "a", "outcome", "shed")).isEqualTo(2);
        assertThat(samples.sum("tasks_total", "type", "c")).isZero();
        assertThat(samples.families()).isEqualTo(Map.of("tasks_total", "counter", "took_seconds", "histogram"));
        assertThat(samples.series()).contains("took_seconds_bucket");
    }

    @Test
    void refusesWhatIsNotTheFormat() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Samples.parse("<html>"));
    }
}
