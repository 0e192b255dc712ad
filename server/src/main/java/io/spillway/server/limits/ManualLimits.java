package io.spillway.server.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a type that a person has set while the servers run. They hold on all nodes, before those of the type and of the
 * configuration, from the next claim on. Times are by the queue's clock.
 *
 * @param values what is set
 * @param by who set it
 * @param reason why, a sentence for those who come upon it
 * @param until when it ends by itself; null where it holds until somebody takes it back
 */
public record ManualLimits(
        Values values,
        String by,
        String reason,
        Instant at,
        @Nullable Instant until) {

    /**
     * Empty for what stays as it is without it.
     *
     * @param concurrency tasks at the same time: 0 pauses the type, {@link Integer#MAX_VALUE} lifts the limit
     * @param perSecond starts a second; {@link Double#POSITIVE_INFINITY} lifts the limit
     * @param perKey tasks at the same time with the same concurrency key; {@link Integer#MAX_VALUE} lifts the limit
     */
    public record Values(Optional<Integer> concurrency, Optional<Double> perSecond, Optional<Integer> perKey) {

        public static final Values NONE = new Values(Optional.empty(), Optional.empty(), Optional.empty());

        /** Lets nothing begin. */
        public static final Values PAUSE = new Values(Optional.of(0), Optional.empty(), Optional.empty());

        public boolean isEmpty() {
            return equals(NONE);
        }
    }

    /** What a person asks for. @param ttl null for as long as nobody takes it back */
    public record Change(
            Values values,
            String by,
            String reason,
            @Nullable Duration ttl) {}

    /** Whether it keeps the type from running at all. */
    public boolean isPause() {
        return values.concurrency().filter(limit -> limit == 0).isPresent();
    }
}
