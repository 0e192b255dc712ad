package io.spillway.system.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One fault that a test caused.
 *
 * @param node the one that it met; empty if it met them all
 * @param from when it began
 * @param until when it was over
 * @param echo how long requests may still be on their way then, or be waited for in vain
 */
record Fault(Optional<String> node, Instant from, Instant until, Duration echo) {

    private static final Duration OF_NODE = Duration.ofSeconds(1);
    private static final Duration OF_REDIS = Duration.ofSeconds(5);

    static Fault of(Node node, Instant from) {
        return new Fault(Optional.of(node.name()), from, Instant.now(), OF_NODE);
    }

    static Fault ofAll(Instant from) {
        return new Fault(Optional.empty(), from, Instant.now(), OF_REDIS);
    }

    /** Whether it is a reason for an attempt that began before it, or during it, to have been repeated at that time. */
    boolean explains(Ledger.Line attempt, Instant repeated) {
        return node.map(attempt.node()::equals).orElse(true)
                && !attempt.at().isAfter(until.plus(echo))
                && !repeated.isBefore(from);
    }
}
