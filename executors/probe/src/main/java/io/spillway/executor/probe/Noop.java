package io.spillway.executor.probe;

/** The payload of {@code probe-noop}: nothing. */
public record Noop() {}
