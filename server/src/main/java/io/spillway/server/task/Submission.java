package io.spillway.server.task;

import java.time.Duration;

/**
 * A task to be: checked, and not yet accepted.
 *
 * @param timeout from now to the end of the last attempt; of a delayed task, from its due time
 * @param delay how long to wait before the first attempt; zero for none
 */
public record Submission(Task.Spec spec, Duration timeout, Duration delay) {}
