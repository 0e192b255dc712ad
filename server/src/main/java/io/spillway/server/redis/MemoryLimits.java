package io.spillway.server.redis;

/**
 * When submissions are refused for want of memory.
 *
 * @param refuseAbove the share of Redis's memory above which they are
 * @param acceptBelow the share below which they are taken again
 */
public record MemoryLimits(double refuseAbove, double acceptBelow) {

    public static final MemoryLimits DEFAULT = new MemoryLimits(0.9, 0.85);

    public MemoryLimits {
        if (!(acceptBelow > 0 && acceptBelow < refuseAbove && refuseAbove <= 1)) {
            throw new IllegalArgumentException(
                    "accept-below must be less than refuse-above, so that submissions are not refused and taken in turns");
        }
    }
}
