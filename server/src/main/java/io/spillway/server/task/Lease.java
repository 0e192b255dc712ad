package io.spillway.server.task;

/** A node's right to work on a task, by the number of its claim. */
public record Lease(TaskId id, long fence) {}
