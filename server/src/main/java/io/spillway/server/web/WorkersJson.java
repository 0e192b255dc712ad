package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.SizeDecision;
import java.util.Locale;

/** How many tasks may run on this node, and why, as the API shows it. */
final class WorkersJson {

    private WorkersJson() {}

    static ObjectNode of(WebFeatures.Workers workers) {
        AdaptivePool.Status sizing = workers.sizing();
        ObjectNode json = Json.object()
                .put("busy", workers.busy())
                .put("limit", workers.limit())
                .put("min", sizing.config().minWorkers())
                .put("max", sizing.config().maxWorkers());
        var decisions = json.putArray("decisions");
        for (AdaptivePool.Taken taken : sizing.decisions()) {
            SizeDecision decision = taken.decision();
            ObjectNode each = decisions.addObject();
            Json.put(each, "at", taken.at());
            each.put("direction", decision.direction().name().toLowerCase(Locale.ROOT))
                    .put("from", decision.from())
                    .put("to", decision.to())
                    .put("cause", decision.reason().cause().label())
                    .put("reason", decision.why());
        }
        return json;
    }
}
