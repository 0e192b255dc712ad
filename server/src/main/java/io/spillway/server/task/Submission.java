package io.spillway.server.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task to be: checked, and not yet accepted.
 *
 * @param timeout from now to the end of the last attempt, of a delayed task from its due time; null for no such limit
 * @param delay how long to wait before the first attempt; zero for none
 */
public record Submission(Task.Spec spec, @Nullable Duration timeout, Duration delay) {}
