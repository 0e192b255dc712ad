package io.spillway.server.task;

/**
 * What the tasks of one type may take in the whole cluster, where no operator has set anything else meanwhile. Negative for no
 * limit.
 *
 * @param concurrency tasks at the same time
 * @param perSecond starts a second
 * @param perKey tasks at the same time with the same concurrency key
 */
public record ClaimLimits(int concurrency, double perSecond, int perKey) {

    public static final ClaimLimits NONE = new ClaimLimits(-1, -1, -1);
}
