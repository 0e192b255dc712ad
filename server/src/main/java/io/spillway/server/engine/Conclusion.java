package io.spillway.server.engine;

import io.spillway.plugin.api.Cause;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, ready to be settled.
 *
 * @param next null where there is nothing to settle: somebody else decided already
 * @param cause why it failed; null if it succeeded
 */
record Conclusion(
        Task task,
        Settlement.@Nullable Next next,
        @Nullable Cause cause,
        Duration took,
        @Nullable String traceId,
        @Nullable String spanId) {}
