package io.spillway.server.telemetry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a type stands to its objective.
 *
 * @param attainment by window; a window without data is not in it
 * @param budgetRemaining null without data
 */
public record Attainment(
        String type,
        Map<String, Double> attainment,
        @Nullable Double budgetRemaining) {

    public Attainment {
        attainment = Map.copyOf(attainment);
    }
}
