package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How fast tiers come and go.
 *
 * @param confirm how long an alert must fire here before it engages a tier; zero leaves that to the rule's own {@code for}
 * @param rampStep how long each step of a release lasts
 * @param admittedPercent what each step of a release lets through again, growing, with 100 as the last
 * @param watchdogSilence without the watchdog's alert for longer than this, nothing is released
 * @param thresholds of {@code L1}, {@code L2} and {@code L3}
 */
public record Pace(
        Duration confirm,
        Duration rampStep,
        List<Integer> admittedPercent,
        Duration watchdogSilence,
        Map<Tier, Threshold> thresholds,
        Bounds bounds) {

    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);
    private static final Map<Tier, Threshold> THRESHOLDS = Map.of(
            Tier.L1, new Threshold(0.005, 0.7, Duration.ofMinutes(5), 1000, 0.5),
            Tier.L2, new Threshold(0.10, 0.7, Duration.ofMinutes(5), 60, 0.5),
            Tier.L3, new Threshold(0.01, 0.5, Duration.ofMinutes(10), 300, 0.5));

    public static final Pace DEFAULT =
            new Pace(Duration.ZERO, Duration.ofSeconds(30), List.of(25, 50, 75, 100), Duration.ofMinutes(5));

    public Pace {
        admittedPercent = List.copyOf(admittedPercent);
        thresholds = Map.copyOf(thresholds);
        if (!thresholds.keySet().equals(Set.of(Tier.L1, Tier.L2, Tier.L3))) {
            throw new IllegalArgumentException("L1, L2 and L3 need a threshold each: " + thresholds.keySet());
        }
        if (confirm.isNegative()) {
            throw new IllegalArgumentException("the time to confirm is negative: " + confirm);
        }
        if (!rampStep.isPositive() || !watchdogSilence.isPositive()) {
            throw new IllegalArgumentException("a ramp step of " + rampStep + " and a watchdog's silence of "
                    + watchdogSilence + " must both be above zero");
        }
        boolean grows = !admittedPercent.isEmpty() && admittedPercent.getFirst() > 0;
        for (int i = 1; i < admittedPercent.size(); i++) {
            grows &= admittedPercent.get(i) > admittedPercent.get(i - 1);
        }
        if (!grows || admittedPercent.getLast() != 100) {
            throw new IllegalArgumentException(
                    "the steps of a release must grow from above 0 to 100 per cent: " + admittedPercent);
        }
    }

    /** With the usual thresholds and bounds. */
    public Pace(Duration confirm, Duration rampStep, List<Integer> admittedPercent, Duration watchdogSilence) {
        this(confirm, rampStep, admittedPercent, watchdogSilence, THRESHOLDS, Bounds.DEFAULT);
    }

    /**
     * What is not overstepped.
     *
     * @param raiseStep a tier that came in part rises by a quarter at the most once in this time
     * @param numbersAge numbers that are older than this are none, and nothing is released
     * @param maxChanges of one scope within an hour, each step of a release among them; what would be more is latched
     * @param maxReturns how often within an hour an alert may come back while its tier is held; then it is latched
     * @param maxIneffective engagements without effect in a row; the next one is latched
     */
    public record Bounds(Duration raiseStep, Duration numbersAge, int maxChanges, int maxReturns, int maxIneffective) {

        public static final Bounds DEFAULT = new Bounds(Duration.ofSeconds(10), Duration.ofSeconds(15), 30, 10, 3);

        public Bounds {
            if (!raiseStep.isPositive() || !numbersAge.isPositive()) {
                throw new IllegalArgumentException("a step up of " + raiseStep + " and an age of the numbers of "
                        + numbersAge + " must both be above zero");
            }
            if (maxChanges < 8 || maxReturns < 1 || maxIneffective < 1) {
                throw new IllegalArgumentException("at least 8 changes, 1 return and 1 engagement without effect: "
                        + maxChanges + ", " + maxReturns + ", " + maxIneffective);
            }
        }
    }

    /** The intensity of the step after this one; 0 when the release is complete. */
    double below(double intensity) {
        for (int percent : admittedPercent) {
            double next = (100 - percent) / 100.0;
            if (next < intensity) {
                return next;
            }
        }
        return 0;
    }

    /** @param tier L1, L2 or L3 */
    public Threshold threshold(Tier tier) {
        Threshold threshold = thresholds.get(tier);
        if (threshold == null) {
            throw new IllegalArgumentException("no threshold for tier " + tier);
        }
        return threshold;
    }

    /** How much time the numbers are of: a minute, but no more than the shortest time for which they must be good. */
    public Duration window() {
        Duration shortest = thresholds.values().stream()
                .map(Threshold::clear)
                .filter(Duration::isPositive)
                .reduce(LONGEST_WINDOW, (one, other) -> one.compareTo(other) < 0 ? one : other);
        return shortest.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : shortest;
    }

    public Pace withConfirm(Duration confirm) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence, thresholds, bounds);
    }

    public Pace withRampStep(Duration rampStep) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence, thresholds, bounds);
    }

    public Pace withWatchdogSilence(Duration watchdogSilence) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence, thresholds, bounds);
    }

    public Pace withThreshold(Tier tier, Threshold threshold) {
        Map<Tier, Threshold> changed = new EnumMap<>(thresholds);
        changed.put(tier, threshold);
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence, changed, bounds);
    }

    public Pace withBounds(Bounds bounds) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence, thresholds, bounds);
    }
}
