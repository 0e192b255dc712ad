package io.spillway.server.sla;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one task type stands to its objective. No data is null, never a perfect score.
 *
 * @param windows by window, one for each
 * @param trend tasks per second in each of the last 60 seconds, the oldest first, for a picture
 */
public record SlaReport(String type, Objective objective, Map<Window, Stats> windows, double[] trend) {

    public SlaReport {
        windows = Map.copyOf(windows);
    }

    /**
     * The numbers of one window.
     *
     * @param total tasks that ended, without the shed and the canceled ones
     * @param failed of them, those that failed or expired
     * @param shed tasks that a tier refused: shown, and counted neither as success nor as failure
     * @param qps total per second of the window, or of the time since the recorder began if that is shorter
     * @param failureRate failed / total
     * @param p50 null without data
     * @param overflow the share of tasks that took longer than the largest bound
     * @param attainment the share of tasks that did not fail
     * @param latencyAttainment the share of tasks that ended within the objective's latency
     * @param budgetRemaining 1 with no failure, 0 with the budget used up, below 0 after that
     * @param burn how many times faster than the objective allows failures come; 1 uses up the budget exactly
     */
    public record Stats(
            long total,
            long failed,
            long shed,
            double qps,
            @Nullable Double failureRate,
            @Nullable Quantile p50,
            @Nullable Quantile p95,
            @Nullable Quantile p99,
            @Nullable Double overflow,
            @Nullable Double attainment,
            @Nullable Double latencyAttainment,
            @Nullable Double budgetRemaining,
            @Nullable Double burn) {}

    /** @param atLeast true where the value lies beyond the largest bound: shown as "≥ 1.28 s" */
    public record Quantile(Duration value, boolean atLeast) {}

    /** Where reports come from. */
    public interface Source {
        /** One for each type that is known, by name. */
        java.util.List<SlaReport> all();

        java.util.Optional<SlaReport> of(String type);
    }
}
