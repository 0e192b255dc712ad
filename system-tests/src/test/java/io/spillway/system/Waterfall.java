package io.spillway.system;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** When each step of one turn of the loop was seen, as a picture. */
final class Waterfall {

    private static final int COLUMNS = 60;

    /** The steps, in order. */
    enum Step {
        BREACH("the first task failed"),
        SCRAPE("Prometheus scraped a failure"),
        ALERT("the alert began to fire"),
        WEBHOOK("Alertmanager's call arrived"),
        TIER("the tier came into force"),
        EFFECT("the first task was shed"),
        MENDED("the fault was switched off"),
        RELEASE("the release began"),
        NORMAL("the tier was gone");

        private final String what;

        Step(String what) {
            this.what = what;
        }
    }

    private final Map<Step, Instant> marks = new EnumMap<>(Step.class);

    /** Notes when a step was taken; the first time counts. */
    void mark(Step step, Instant at) {
        marks.putIfAbsent(step, at);
    }

    /** Asks when a step was taken, until it is known. */
    void markIfKnown(Step step, Supplier<Optional<Instant>> source) {
        if (!has(step)) {
            source.get().ifPresent(at -> mark(step, at));
        }
    }

    boolean has(Step step) {
        return marks.containsKey(step);
    }

    Duration between(Step from, Step to) {
        return Duration.between(at(from), at(to));
    }

    private Instant at(Step step) {
        Instant at = marks.get(step);
        if (at == null) {
            throw new AssertionError("the loop never came to: " + step.what + "\n" + this);
        }
        return at;
    }

    @Override
    public String toString() {
        if (marks.isEmpty()) {
            return "no step was seen";
        }
        Instant start = marks.values().stream().min(Instant::compareTo).orElseThrow();
        Instant end = marks.values().stream().max(Instant::compareTo).orElseThrow();
        double whole = Math.max(seconds(start, end), 0.001);
        StringBuilder picture = new StringBuilder("one turn of the loop, in seconds since the breach\n");
        Instant before = start;
        for (Map.Entry<Step, Instant> mark : marks.entrySet()) {
            int from = (int) (seconds(start, min(before, mark.getValue())) / whole * COLUMNS);
            int to = Math.max(from + 1, (int) (seconds(start, mark.getValue()) / whole * COLUMNS));
            picture.append("%-8s %7.2f %+7.2f  %-62s %s%n"
                    .formatted(
                            mark.getKey().name().toLowerCase(java.util.Locale.ROOT),
                            seconds(start, mark.getValue()),
                            seconds(before, mark.getValue()),
                            " ".repeat(from) + "#".repeat(to - from),
                            mark.getKey().what));
            before = mark.getValue();
        }
        return picture.toString();
    }

    /* Clocks of three programs and of their polling are compared here: a step may seem to come before the last one. */
    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
