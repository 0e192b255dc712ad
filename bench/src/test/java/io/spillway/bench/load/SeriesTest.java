package io.spillway.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {

    private final Series series = new Series("""
            # HELP spillway_tasks_total Tasks.
            # TYPE spillway_tasks_total counter
            spillway_tasks_total{type="a",outcome="succeeded",} 3.0
            spillway_tasks_total{type="b",outcome="succeeded",} 4.0
            spillway_tasks_total{type="b",outcome="failed",} 5.0
            spillway_tasks_total_created{type="a",outcome="succeeded",} 100.0
            up 1.0
            """);

    @Test
    void sumsWhatHasTheNameAndTheLabels() {
        assertThat(series.sum("spillway_tasks_total", "outcome=\"succeeded\"")).isEqualTo(7);
        assertThat(series.sum("spillway_tasks_total", "type=\"b\"", "outcome=\"failed\""))
                .isEqualTo(5);
        assertThat(series.sum("up")).isEqualTo(1);
    }

    @Test
    void sumsNothingToNothing() {
        assertThat(series.sum("spillway_tasks")).isZero();
    }

    @Test
    void countsSeriesAndNoComments() {
        assertThat(series.count()).isEqualTo(5);
    }
}
