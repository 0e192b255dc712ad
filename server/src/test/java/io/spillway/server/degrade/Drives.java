package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Notices;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Alerts that drive tiers, as tests need them. */
public final class Drives {

    private Drives() {}

    public static Map<String, String> labels(Scope scope, Tier tier) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alertname", "Alert" + tier);
        labels.put("purpose", "control");
        labels.put("tier", tier.name());
        labels.put("scope", scope instanceof Scope.Service ? "service" : scope.toString());
        if (scope instanceof Scope.Service(String type)) {
            labels.put("service", type);
        }
        return labels;
    }

    static String fingerprint(Scope scope, Tier tier) {
        return String.format("%016x", (scope + "/" + tier).hashCode() & 0xffffffffL);
    }

    public static AlertNotice firing(Scope scope, Tier tier, Instant startsAt) {
        return Notices.firing(fingerprint(scope, tier), startsAt, labels(scope, tier));
    }

    public static AlertNotice resolved(Scope scope, Tier tier, Instant startsAt, Instant endsAt) {
        return Notices.resolved(fingerprint(scope, tier), startsAt, endsAt, labels(scope, tier));
    }

    public static Alert alert(Scope scope, Tier tier, Instant startsAt) {
        return new Alert(
                fingerprint(scope, tier),
                Alert.Status.FIRING,
                labels(scope, tier),
                Map.of(),
                startsAt,
                null,
                startsAt,
                null);
    }
}
