package io.spillway.bench.plugin;

/** The payload of the bench's types. */
public record Text(String text) {}
