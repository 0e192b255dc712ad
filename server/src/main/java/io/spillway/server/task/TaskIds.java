package io.spillway.server.task;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort in the order in which they were made: within a millisecond each is the one before plus one. Where two
 * nodes make ids in the same millisecond, chance keeps them apart. Thread-safe.
 */
public final class TaskIds {

    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME = 10;
    private static final int HALF = 8;
    private static final long HALF_MASK = (1L << (5 * HALF)) - 1;

    private final LongSupplier millis;
    private final RandomGenerator random;
    private long last = -1;
    private long high;
    private long low;

    /** @param millis since 1970: only sorting hangs on it */
    public TaskIds(LongSupplier millis, RandomGenerator random) {
        this.millis = millis;
        this.random = random;
    }

    public synchronized TaskId next(String type, int shard) {
        long now = millis.getAsLong();
        if (now > last) {
            last = now;
            high = random.nextLong() & HALF_MASK;
            // Half of the room is left to count up in.
            low = random.nextLong() & (HALF_MASK >> 1);
        } else {
            low++;
        }
        char[] ulid = new char[TIME + 2 * HALF];
        digits(ulid, 0, TIME, last);
        digits(ulid, TIME, HALF, high);
        digits(ulid, TIME + HALF, HALF, low);
        return TaskId.of(type, shard, new String(ulid));
    }

    private static void digits(char[] text, int from, int count, long number) {
        long rest = number;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = CROCKFORD[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
