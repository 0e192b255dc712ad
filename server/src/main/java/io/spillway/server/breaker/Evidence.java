package io.spillway.server.breaker;

import io.spillway.plugin.api.Cause;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt says of whether the next one of its type can succeed. */
enum Evidence {
    /** The handler and what it needs work. */
    GOOD,
    /** The handler, or something that it needs, does not work. */
    BAD,
    /** It was decided by something else: the attempt counts for nothing. */
    QUIET;

    /** @param cause why the attempt failed; null if it succeeded */
    static Evidence of(@Nullable Cause cause) {
        return switch (cause) {
            case null -> GOOD;
            case DATABASE, THIRD_PARTY, TIMEOUT, BUG -> BAD;
            // The caller's mistake, another service's own limit, the caller's time, a person, and this node.
            case INVALID, THROTTLED, DEADLINE, CANCELED, LEASE_LOST -> QUIET;
        };
    }
}
