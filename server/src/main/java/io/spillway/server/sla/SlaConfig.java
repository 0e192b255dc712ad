package io.spillway.server.sla;

import java.time.Duration;
import java.util.Map;

/**
 * What the task types promise.
 *
 * @param objective of each type that has none of its own
 * @param byType the types that promise something else, by name
 */
public record SlaConfig(Objective objective, Map<String, Objective> byType) {

    /** 99.5 % succeed, and 95 % take 160 ms at the most. */
    public static final SlaConfig DEFAULT = new SlaConfig(new Objective(0.995, 0.95, Duration.ofMillis(160)), Map.of());

    public SlaConfig {
        byType = Map.copyOf(byType);
    }

    public Objective of(String type) {
        return byType.getOrDefault(type, objective);
    }
}
