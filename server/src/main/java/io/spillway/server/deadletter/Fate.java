package io.spillway.server.deadletter;

import io.spillway.server.task.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task that had failed.
 *
 * @param replacedBy the task that has taken its place; null for none
 * @param replaces the task whose place this one has taken; null for none
 * @param discarded whether a person took it off the list of dead letters
 */
public record Fate(@Nullable TaskId replacedBy, @Nullable TaskId replaces, boolean discarded) {

    public static final Fate NONE = new Fate(null, null, false);
}
