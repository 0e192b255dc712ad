package io.spillway.bench.report;

/** What a figure must reach. */
public record Goal(Sense sense, double bound) {

    /** On which side of the bound is good. */
    public enum Sense {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }
    }

    public static Goal atLeast(double bound) {
        return new Goal(Sense.AT_LEAST, bound);
    }

    public static Goal atMost(double bound) {
        return new Goal(Sense.AT_MOST, bound);
    }

    boolean isMet(double value) {
        return sense == Sense.AT_LEAST ? value >= bound : value <= bound;
    }

    String write(Unit unit) {
        return sense.sign + " " + unit.write(bound);
    }
}
