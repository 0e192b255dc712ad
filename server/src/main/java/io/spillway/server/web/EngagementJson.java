package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.degrade.Sli;
import io.spillway.server.effect.Engagement;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An engagement as the API tells it. */
final class EngagementJson {

    private EngagementJson() {}

    static ObjectNode of(Engagement engagement) {
        ObjectNode json = Json.object()
                .put("id", engagement.id())
                .put("scope", engagement.scope().toString())
                .put("tier", engagement.tier().name());
        Json.put(json, "alert", engagement.origin().alert());
        Json.put(json, "by", engagement.origin().by());
        Json.put(json, "begun", engagement.begun());
        Json.put(json, "ended", engagement.ended());
        put(json, "before", engagement.numbers().before());
        put(json, "settled", engagement.numbers().settled());
        put(json, "after", engagement.numbers().after());
        ObjectNode shed = json.putObject("shed");
        new TreeMap<>(engagement.cost().shed()).forEach((criticality, count) -> shed.put(criticality.name(), count));
        Json.put(
                json,
                "verdict",
                engagement.verdict() == null ? null : engagement.verdict().name());
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Sli sli) {
        if (sli == null) {
            json.putNull(field);
        } else {
            json.putObject(field).put("runs", sli.runs()).put("errors", sli.errors());
        }
    }
}
