package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.server.task.TaskState;
import org.jspecify.annotations.Nullable;

/** How states and causes are written in a record: a letter each. */
final class Letters {

    static final char NO_CAUSE = '-';

    private Letters() {}

    static @Nullable TaskState state(char letter) {
        return switch (letter) {
            case 'P' -> TaskState.PENDING;
            case 'R' -> TaskState.RUNNING;
            case 'S' -> TaskState.SUCCEEDED;
            case 'F' -> TaskState.FAILED;
            case 'C' -> TaskState.CANCELED;
            default -> null;
        };
    }

    static @Nullable Cause cause(char letter) {
        for (Cause cause : Cause.values()) {
            if (of(cause).charAt(0) == letter) {
                return cause;
            }
        }
        return null;
    }

    static String of(Cause cause) {
        return switch (cause) {
            case DATABASE -> "d";
            case THIRD_PARTY -> "t";
            case THROTTLED -> "h";
            case INVALID -> "i";
            case BUG -> "b";
            case TIMEOUT -> "m";
            case DEADLINE -> "x";
            case CANCELED -> "c";
            case LEASE_LOST -> "l";
        };
    }
}
