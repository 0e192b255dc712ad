package io.spillway.server.node;

import java.time.Duration;
import java.time.Instant;

/**
 * A node, and when it was heard of last.
 *
 * @param silence how long ago that was, by the storage's clock
 */
public record SeenNode(NodeRecord record, Instant lastSeen, Duration silence) {

    /** How often a node says that it lives. */
    public static final Duration PERIOD = Duration.ofSeconds(2);

    /** A node that is silent for longer than this has died, or can't reach the storage. */
    public static final Duration ALIVE = Duration.ofSeconds(6);

    /** How long one that has died is shown. */
    public static final Duration REMEMBERED = Duration.ofMinutes(30);

    public String name() {
        return record.identity().name();
    }

    public boolean isLive() {
        return silence.compareTo(ALIVE) <= 0;
    }
}
