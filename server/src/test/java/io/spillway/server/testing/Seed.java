package io.spillway.server.testing;

import java.util.Random;

/** Where a property's chance comes from. */
public final class Seed {

    private Seed() {}

    /** {@code -Dspillway.seed}, or a new one; printed, so that what failed can be repeated however it did. */
    public static long drawn(Class<?> test) {
        long seed = Long.getLong("spillway.seed", new Random().nextLong());
        System.out.println(test.getSimpleName() + ": -Dspillway.seed=" + seed);
        return seed;
    }
}
