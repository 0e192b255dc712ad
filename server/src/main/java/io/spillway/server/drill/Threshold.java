package io.spillway.server.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule {@code TaskErrorRateHigh}, counted by the drill itself: more than 0.5 % of the runs within the window, of which
 * there must be at least as many as make 1,000 in five minutes, and at least as many errors as make 10.
 *
 * <p>Prometheus sees the same tasks later, with its next scrape: what this finds to be exceeded, no rule can have found
 * much sooner.
 */
final class Threshold {

    static final double RATIO = 0.005;
    private static final double RUNS_PER_SECOND = 1000 / 300.0;
    private static final double ERRORS_PER_SECOND = 10 / 300.0;

    private final Duration window;
    private final Deque<Run> runs = new ArrayDeque<>();
    private int errors;
    private @Nullable Instant exceeded;

    Threshold(Duration window) {
        this.window = window;
    }

    /** A canary that ended. */
    record Run(Instant at, boolean isError) {}

    /** How many runs a window must hold before the rule looks at them. */
    static double neededRuns(Duration window) {
        return RUNS_PER_SECOND * window.toMillis() / 1000;
    }

    void add(List<Run> ended) {
        ended.stream().sorted(Comparator.comparing(Run::at)).forEach(this::add);
    }

    private void add(Run run) {
        runs.addLast(run);
        errors += run.isError() ? 1 : 0;
        forget(run.at());
        double seconds = window.toMillis() / 1000.0;
        boolean isExceeded = runs.size() >= neededRuns(window)
                && errors >= ERRORS_PER_SECOND * seconds
                && errors > RATIO * runs.size();
        if (exceeded == null && isExceeded) {
            exceeded = run.at();
        }
    }

    private void forget(Instant now) {
        Instant oldest = now.minus(window);
        while (!runs.isEmpty() && runs.getFirst().at().isBefore(oldest)) {
            errors -= runs.removeFirst().isError() ? 1 : 0;
        }
    }

    /** How many ended within the window before the last one. */
    int runs() {
        return runs.size();
    }

    /** When it was exceeded first; null if it was not. */
    @Nullable
    Instant exceeded() {
        return exceeded;
    }
}
