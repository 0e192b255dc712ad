package io.spillway.server.degrade;

import java.time.Duration;
import java.util.List;

/**
 * How fast tiers come and go.
 *
 * @param confirm how long an alert must fire here before it engages a tier; zero leaves that to the rule's own {@code for}
 * @param rampStep how long each step of a release lasts
 * @param admittedPercent what each step of a release lets through again, growing, with 100 as the last
 * @param watchdogSilence without the watchdog's alert for longer than this, nothing is released
 */
public record Pace(Duration confirm, Duration rampStep, List<Integer> admittedPercent, Duration watchdogSilence) {

    public static final Pace DEFAULT =
            new Pace(Duration.ZERO, Duration.ofSeconds(30), List.of(25, 50, 75, 100), Duration.ofMinutes(5));

    public Pace {
        admittedPercent = List.copyOf(admittedPercent);
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

    public Pace withConfirm(Duration confirm) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence);
    }

    public Pace withRampStep(Duration rampStep) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence);
    }

    public Pace withWatchdogSilence(Duration watchdogSilence) {
        return new Pace(confirm, rampStep, admittedPercent, watchdogSilence);
    }
}
