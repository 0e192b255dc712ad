package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeRecord.WhyBroken;
import java.util.List;
import java.util.function.Supplier;

/** The breakers as the API shows them: of each type, what people hold of it on all nodes, and its breaker on each. */
record BreakerJson(BreakerDesk desk, Supplier<NodeDirectory.Seen> nodes) {

    ObjectNode all() {
        ObjectNode json = Json.object();
        var types = json.putArray("types");
        SeenBreaker.all(nodes.get()).forEach((type, seen) -> types.add(of(type, seen)));
        return json;
    }

    ObjectNode of(String type) {
        return of(type, SeenBreaker.of(nodes.get(), type));
    }

    /** What a page that is open should be read again for. */
    ObjectNode changes() {
        ObjectNode json = Json.object();
        var open = json.putArray("open");
        SeenBreaker.all(nodes.get()).values().stream()
                .flatMap(List::stream)
                .filter(each -> !each.isClosed())
                .forEach(each ->
                        open.add(each.breaker().type() + " " + each.breaker().state() + " " + each.node()));
        return json;
    }

    private ObjectNode of(String type, List<SeenBreaker> seen) {
        ObjectNode json = Json.object().put("type", type);
        desk.held(type).ifPresent(held -> json.set("forced", forced(held)));
        var list = json.putArray("nodes");
        seen.forEach(each -> list.add(one(each)));
        return json;
    }

    private static ObjectNode one(SeenBreaker seen) {
        ObjectNode json = Json.object()
                .put("node", seen.node())
                .put("state", seen.breaker().state());
        if (!seen.isClosed()) {
            WhyBroken why = seen.breaker().why();
            json.put("why", why.code()).put("reason", why.text());
            if (why.attempts() > 0) {
                json.put("attempts", why.attempts()).put("failures", why.failures());
            }
            Json.put(json, "until", seen.breaker().until());
        }
        return json;
    }

    private static ObjectNode forced(ForcedBreaker held) {
        ObjectNode json = Json.object()
                .put("state", held.mode().label())
                .put("by", held.by())
                .put("reason", held.reason());
        Json.put(json, "at", held.at());
        Json.put(json, "until", held.until());
        return json;
    }
}
