package io.spillway.executor.probe;

/**
 * The payload of {@code probe-sleep}.
 *
 * @param millis how long to sleep, 0 to 600,000
 */
public record Sleep(long millis) {

    private static final long MAX_MILLIS = 600_000;

    public Sleep {
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new IllegalArgumentException("millis is " + millis + ", and must be between 0 and " + MAX_MILLIS);
        }
    }
}
