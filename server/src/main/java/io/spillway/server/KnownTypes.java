package io.spillway.server;

import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.sla.SlaRecorder;
import io.spillway.server.telemetry.Metrics;
import java.util.Set;

/** Tells the numbers which types there are, so that each has its series before its first task. */
record KnownTypes(HandlerRegistry handlers, Metrics metrics, SlaRecorder sla, Set<String> core) {

    void refresh() {
        handlers.all().forEach(handler -> {
            String type = handler.type().name();
            metrics.registerType(type, core.contains(type));
            sla.know(type);
        });
    }
}
