package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TaskMetricsTest extends MetricsScene {

    static Stream<Arguments> events() {
        Task task = Tasks.running("coupon", null);
        return Stream.of(
                Arguments.of(
                        new TaskEvent.Submitted("coupon", Criticality.CRITICAL, TaskEvent.Submitted.Result.KEY_REUSED),
                        Map.of("spillway_submissions_total{coupon,key_reused}", 1.0)),
                Arguments.of(
                        new TaskEvent.Shed("coupon", Criticality.SHEDDABLE, Tier.L1),
                        Map.of("spillway_tasks_total{coupon,shed}", 1.0)),
                Arguments.of(new TaskEvent.Started(task, TOOK), histogram("spillway_task_queue_seconds", "coupon")),
                Arguments.of(
                        new TaskEvent.AttemptEnded(task, Cause.THIRD_PARTY, TOOK),
                        Map.of("spillway_task_attempts_total{coupon,third_party}", 1.0)),
                Arguments.of(
                        new TaskEvent.AttemptEnded(task, null, TOOK),
                        Map.of("spillway_task_attempts_total{coupon,none}", 1.0)),
                Arguments.of(
                        finished(TaskOutcome.SUCCEEDED, TOOK),
                        with(
                                histogram("spillway_task_duration_seconds", "coupon,succeeded"),
                                "spillway_tasks_total{coupon,succeeded}")),
                Arguments.of(
                        finished(TaskOutcome.FAILED, TOOK),
                        with(
                                histogram("spillway_task_duration_seconds", "coupon,failed"),
                                "spillway_tasks_total{coupon,failed}")),
                Arguments.of(
                        finished(TaskOutcome.EXPIRED, Duration.ZERO),
                        Map.of("spillway_tasks_total{coupon,expired}", 1.0)),
                Arguments.of(
                        finished(TaskOutcome.CANCELED, Duration.ZERO),
                        Map.of("spillway_tasks_total{coupon,canceled}", 1.0)),
                Arguments.of(finished(TaskOutcome.SHED, Duration.ZERO), Map.of()),
                Arguments.of(
                        new TaskEvent.HeldBack("coupon", TaskEvent.HeldBack.Limit.KEY),
                        Map.of("spillway_type_held_back_total{coupon,key}", 1.0)),
                Arguments.of(new TaskEvent.LeaseLost(task.id()), Map.of("spillway_leases_lost_total{coupon}", 1.0)),
                Arguments.of(
                        new TaskEvent.StaleSettlement(task.id()),
                        Map.of("spillway_stale_settlements_total{coupon}", 1.0)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventMovesItsSeriesAndNoOther(TaskEvent event, Map<String, Double> moved) {
        metrics.registerType("coupon", false);
        metrics.registerType("report", false);
        Map<String, Double> before = series();

        metrics.tasks().on(event);

        assertThat(difference(before, series())).isEqualTo(moved);
    }

    @Test
    void typesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < TaskMetrics.MAX_TYPES; i++) {
            metrics.tasks().register("type-" + i);
        }

        metrics.tasks().on(new TaskEvent.Shed("one-more", Criticality.SHEDDABLE, Tier.L1));
        metrics.tasks().on(new TaskEvent.Shed("and-another", Criticality.SHEDDABLE, Tier.L1));

        assertThat(value("spillway_tasks_total{other,shed}")).isEqualTo(2);
        assertThat(series()).doesNotContainKey("spillway_tasks_total{one-more,shed}");
    }

    private static TaskEvent finished(TaskOutcome outcome, Duration took) {
        return new TaskEvent.Finished(Tasks.id("coupon"), outcome, took, null, null);
    }

    /* What one value of 30 ms does to a histogram. */
    private static Map<String, Double> histogram(String name, String labels) {
        Map<String, Double> moved = new TreeMap<>();
        moved.put(name + "_count{" + labels + "}", 1.0);
        moved.put(name + "_sum{" + labels + "}", 0.03);
        for (String bound : List.of("0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "+Inf")) {
            moved.put(name + "_bucket{" + labels + "," + bound + "}", 1.0);
        }
        return moved;
    }

    private static Map<String, Double> with(Map<String, Double> moved, String another) {
        moved.put(another, 1.0);
        return moved;
    }
}
