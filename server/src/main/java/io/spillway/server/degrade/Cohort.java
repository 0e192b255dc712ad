package io.spillway.server.degrade;

/**
 * Where a caller stands in the order in which work is let through again: the same place for an hour, and another one in
 * the next, so that it is not always the same callers who wait.
 */
final class Cohort {

    private Cohort() {}

    /** A number from 0 up to, but not including, 1; evenly spread over the keys. */
    static double position(String key, long hour) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        return (mix(hash ^ mix(hour)) >>> 11) * 0x1.0p-53;
    }

    /* The finalizer of MurmurHash3: FNV alone leaves the high bits of short keys alike. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
