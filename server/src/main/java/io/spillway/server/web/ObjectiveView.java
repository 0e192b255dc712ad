package io.spillway.server.web;

import io.spillway.server.sla.Objective;

/** What a type promises, in words: {@code success} of all tasks, and {@code share} of them within {@code latency}. */
public record ObjectiveView(String success, String share, String latency) {

    static ObjectiveView of(Objective objective, Format format) {
        return new ObjectiveView(
                format.objective(objective.success()),
                format.objective(objective.latencyShare()),
                format.latency(objective.latency()));
    }
}
