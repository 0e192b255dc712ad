package io.spillway.plugin.api;

/**
 * What the tasks of a type may take at the most. A limit that is reached makes tasks wait; it fails none.
 *
 * @param perNode how many run on one node at the same time; {@link Integer#MAX_VALUE} for as many as it has workers
 * @param concurrency how many run in the whole cluster at the same time; {@link Integer#MAX_VALUE} for no such limit
 * @param perSecond how many start in the whole cluster in a second, a fraction for less than one;
 *     {@link Double#POSITIVE_INFINITY} for no such limit
 * @param perKey how many with the same {@link TaskHandler#concurrencyKey} run in the whole cluster at the same time;
 *     {@link Integer#MAX_VALUE} for no such limit
 */
public record Limits(int perNode, int concurrency, double perSecond, int perKey) {

    /** No limit of the type's own. */
    public static final Limits NONE =
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

    public Limits {
        requirePositive("perNode", perNode);
        requirePositive("concurrency", concurrency);
        requirePositive("perSecond", perSecond);
        requirePositive("perKey", perKey);
    }

    public Limits withPerNode(int perNode) {
        return new Limits(perNode, concurrency, perSecond, perKey);
    }

    public Limits withConcurrency(int concurrency) {
        return new Limits(perNode, concurrency, perSecond, perKey);
    }

    public Limits withPerSecond(double perSecond) {
        return new Limits(perNode, concurrency, perSecond, perKey);
    }

    public Limits withPerKey(int perKey) {
        return new Limits(perNode, concurrency, perSecond, perKey);
    }

    /* Written so that it refuses what is not a number as well. */
    private static void requirePositive(String name, Number limit) {
        if (!(limit.doubleValue() > 0)) {
            throw new IllegalArgumentException("the limit " + name + " must be more than 0, and is " + limit);
        }
    }
}
