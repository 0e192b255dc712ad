package io.spillway.server.config;

import io.spillway.server.breaker.BreakerConfig;
import java.time.Duration;

/** The keys of the breakers. */
final class BreakerSection {

    private BreakerSection() {}

    static BreakerConfig read(ConfigReader reader) {
        BreakerConfig standard = BreakerConfig.DEFAULT;
        boolean enabled = reader.flag(
                "breaker.enabled",
                standard.enabled(),
                "Whether a type's attempts stop by themselves on a node where too many of them fail.");
        BreakerConfig.Trip trip = trip(reader, standard.trip());
        BreakerConfig.Pause pause = pause(reader, standard.pause());
        double probes = reader.ratio(
                "breaker.probe-ratio",
                Double.toString(standard.probeRatio()),
                "The share of the probes of a rung that may fail; on rungs where that is less than one, none may.");
        return reader.build("breaker.probe-ratio", standard, () -> new BreakerConfig(enabled, trip, pause, probes));
    }

    private static BreakerConfig.Trip trip(ConfigReader reader, BreakerConfig.Trip standard) {
        double ratio = reader.ratio(
                "breaker.failure-ratio",
                Double.toString(standard.failureRatio()),
                "The share of failed attempts above which the breaker of a type opens.");
        int attempts = reader.integer(
                "breaker.min-attempts",
                standard.minAttempts(),
                1,
                100_000_000,
                "It stays closed while fewer attempts have ended in the window.");
        int failures = reader.integer(
                "breaker.min-failures",
                standard.minFailures(),
                1,
                100_000_000,
                "It stays closed while fewer of them have failed.");
        Duration window = reader.duration(
                "breaker.window", Values.text(standard.window()), "The time until now in which attempts are counted.");
        return reader.build("breaker", standard, () -> new BreakerConfig.Trip(ratio, attempts, failures, window));
    }

    private static BreakerConfig.Pause pause(ConfigReader reader, BreakerConfig.Pause standard) {
        Duration first = reader.duration(
                "breaker.open",
                Values.text(standard.first()),
                "How long an open breaker waits before its first probe; doubled each time that probes fail.");
        Duration longest =
                reader.duration("breaker.max-open", Values.text(standard.longest()), "No wait of a breaker is longer.");
        return reader.build("breaker.open", standard, () -> new BreakerConfig.Pause(first, longest));
    }
}
