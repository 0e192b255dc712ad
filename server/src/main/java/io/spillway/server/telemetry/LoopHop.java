package io.spillway.server.telemetry;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One hop of the loop as the board shows it.
 *
 * @param latency what the hop took when it was last seen; null if it was never seen
 * @param at when that was
 */
public record LoopHop(
        Hop hop, @Nullable Duration latency, @Nullable Instant at) {

    /** The hops, in order. */
    public enum Hop {
        /** From a task's end to the numbers that hold it: recording is immediate, so this is the queue's wait. */
        TASKS,
        /** Between two scrapes of {@code /metrics}. */
        SCRAPE,
        /** From the last scrape before an alert began to fire to its start. */
        RULE,
        /** From an alert's start to its notification here. */
        ALERTMANAGER,
        /** From the notification to the tier in force. */
        TIER,
        /** From the tier in force to the first task that it shed. */
        EFFECT
    }

    /** Where the hops come from: always all six. */
    public interface Source {
        java.util.List<LoopHop> hops();
    }
}
