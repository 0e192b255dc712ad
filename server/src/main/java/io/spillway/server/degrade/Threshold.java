package io.spillway.server.degrade;

import java.time.Duration;

/**
 * By which numbers a tier comes and goes.
 *
 * @param trigger the share of errors at which the tier's alert fires
 * @param release of the trigger: the numbers are good below that share of it
 * @param clear how long they must be good before the tier is released; no traffic at all is good, too
 * @param minVolume runs in a minute; what is missing to it counts as good runs
 * @param first the intensity that the tier comes with where the numbers are just over the trigger; from twice the trigger
 *     on it comes in full
 */
public record Threshold(double trigger, double release, Duration clear, long minVolume, double first) {

    public Threshold {
        if (!(trigger > 0 && trigger < 1) || !(release > 0 && release < 1)) {
            throw new IllegalArgumentException(
                    "a trigger of " + trigger + " and a release of " + release + " must both lie between 0 and 1");
        }
        if (clear.isNegative() || minVolume < 0) {
            throw new IllegalArgumentException(
                    "the clear time " + clear + " and the volume " + minVolume + " must not be negative");
        }
        if (!(first > 0 && first <= 1)) {
            throw new IllegalArgumentException("the first intensity must be above 0 and at most 1, not " + first);
        }
    }

    /** The share of errors below which the numbers are good. */
    public double good() {
        return trigger * release;
    }

    boolean isGood(Sli sli) {
        return sli.ratio(minVolume) < good();
    }

    boolean isBad(Sli sli) {
        return sli.ratio(minVolume) > trigger;
    }

    /* In twentieths, so that people can read it. */
    double firstIntensity(Sli sli) {
        double over = sli.ratio(minVolume) / trigger - 1;
        return Math.min(1, Math.ceil(20 * (first + (1 - first) * over)) / 20);
    }

    public Threshold withClear(Duration clear) {
        return new Threshold(trigger, release, clear, minVolume, first);
    }

    public Threshold withFirst(double first) {
        return new Threshold(trigger, release, clear, minVolume, first);
    }
}
