/**
 * The model of a task, and the two ports to where tasks are kept: start at {@link io.spillway.server.task.TaskState} and
 * {@link io.spillway.server.task.TaskQueue}. Knows the plugin API and nothing else: no Redis, no HTTP, no metrics.
 */
@NullMarked
package io.spillway.server.task;

import org.jspecify.annotations.NullMarked;
