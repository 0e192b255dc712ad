package io.spillway.system.faults.plugin;

/**
 * The payload of {@code ledger}.
 *
 * @param key what the effect is recorded under, once
 * @param millis how long the work takes
 */
public record Work(String key, long millis) {}
