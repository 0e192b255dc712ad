package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, ready to be settled.
 *
 * @param attempt null for a task that was claimed and not begun
 * @param next null where there is nothing to settle: somebody else decided already
 * @param cause why it failed; null if it succeeded
 */
record Conclusion(
        Task task,
        @Nullable Attempt attempt,
        Settlement.@Nullable Next next,
        @Nullable Cause cause,
        Duration took,
        @Nullable String traceId,
        @Nullable String spanId) {

    /** For a task that never began here. @param cause null where it counts as never claimed */
    static Conclusion notBegun(Task task, Settlement.Next next, @Nullable Cause cause) {
        return new Conclusion(task, null, next, cause, Duration.ZERO, null, null);
    }
}
