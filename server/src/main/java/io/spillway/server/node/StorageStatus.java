package io.spillway.server.node;

import java.time.Duration;

/**
 * One server that keeps what the nodes share, as it was seen last.
 *
 * @param server where it is
 * @param durability when what it acknowledged is on disk: {@code everysec}, {@code always}, {@code no}; {@code off}
 *     without a file, {@code unknown} where it does not tell
 * @param replicas how many follow it
 * @param skew how far its clock is ahead of this node's
 */
public record StorageStatus(
        String server, String version, String durability, int replicas, MemoryUse memory, Duration skew) {

    /** How much memory is used, of how much, in bytes. @param policy what happens when it is full */
    public record MemoryUse(long used, long max, String policy) {

        /** From 0 to 1; a server without any is full. */
        public double share() {
            return max <= 0 ? 1 : (double) used / max;
        }
    }
}
