package io.spillway.server.config;

import io.spillway.server.sla.Objective;
import java.util.Map;

/** The objectives that the board measures by. */
public record SlaConfig(Objective standard, Map<String, Objective> byType) {

    public SlaConfig {
        byType = Map.copyOf(byType);
    }

    public Objective of(String type) {
        return byType.getOrDefault(type, standard);
    }
}
