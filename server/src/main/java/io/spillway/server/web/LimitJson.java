package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.EffectiveLimits.Holding;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Limits of a type as the API shows them. No limit is null; what a person lifted is {@code "none"}. */
final class LimitJson {

    private LimitJson() {}

    static ObjectNode all(List<TypeLimits> types) {
        ObjectNode json = Json.object();
        var list = json.putArray("types");
        types.forEach(each -> list.add(of(each)));
        return json;
    }

    static ObjectNode of(TypeLimits type) {
        ObjectNode json = Json.object()
                .put("type", type.type())
                .put("handled", type.isHandled())
                .put("paused", type.limits().isPaused());
        json.set("limits", limits(type.limits()));
        type.manual().ifPresent(manual -> json.set("set", set(manual)));
        json.set("use", use(type.use()));
        return json;
    }

    private static ObjectNode limits(EffectiveLimits limits) {
        ObjectNode json = Json.object();
        json.set("perNode", whole(limits.perNode()));
        json.set("concurrency", whole(limits.concurrency()));
        ObjectNode perSecond = json.putObject("perSecond");
        perSecond.put("value", limits.perSecond().value().orElse(null)).put("from", from(limits.perSecond()));
        json.set("perKey", whole(limits.perKey()));
        return json;
    }

    private static ObjectNode whole(Holding<Integer> holding) {
        return Json.object().put("value", holding.value().orElse(null)).put("from", from(holding));
    }

    private static String from(Holding<?> holding) {
        return holding.source().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode set(ManualLimits manual) {
        ObjectNode json = Json.object();
        putWhole(json, "concurrency", manual.values().concurrency());
        manual.values().perSecond().ifPresent(rate -> {
            if (rate.isInfinite()) {
                json.put("perSecond", "none");
            } else {
                json.put("perSecond", rate);
            }
        });
        putWhole(json, "perKey", manual.values().perKey());
        json.put("by", manual.by()).put("reason", manual.reason());
        Json.put(json, "at", manual.at());
        Json.put(json, "until", manual.until());
        return json;
    }

    private static void putWhole(ObjectNode json, String name, Optional<Integer> limit) {
        limit.ifPresent(value -> {
            if (value == Integer.MAX_VALUE) {
                json.put(name, "none");
            } else {
                json.put(name, value);
            }
        });
    }

    private static ObjectNode use(TypeUse use) {
        ObjectNode json = Json.object()
                .put("running", use.running())
                .put("startsLastSecond", use.startsPerSecond())
                .put("parked", use.parked());
        var keys = json.putArray("keys");
        use.keys()
                .forEach(each -> keys.addObject()
                        .put("key", each.key())
                        .put("running", each.running())
                        .put("parked", each.parked()));
        return json;
    }
}
