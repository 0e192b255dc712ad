package io.spillway.system;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An alert that drives a tier, as a test writes it in Alertmanager's place.
 *
 * @param scope {@code service}, {@code core} or {@code site}
 * @param service empty where the scope is not a service
 */
record ControlAlert(String name, String tier, String scope, String service) {

    static ControlAlert ofService(String service) {
        return new ControlAlert("TaskErrorRateHigh", "L1", "service", service);
    }

    /** The scope as the API writes it. */
    String written() {
        return service.isEmpty() ? scope : "service:" + service;
    }

    String fingerprint() {
        return "%08x%08x".formatted(name.hashCode(), (tier + scope + service).hashCode());
    }

    Map<String, Object> firing(Instant startsAt) {
        return notice("firing", startsAt, "0001-01-01T00:00:00Z");
    }

    Map<String, Object> resolved(Instant startsAt, Instant endsAt) {
        return notice("resolved", startsAt, endsAt.toString());
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alertname", name);
        labels.put("purpose", "control");
        labels.put("severity", "critical");
        labels.put("tier", tier);
        labels.put("scope", scope);
        if (!service.isEmpty()) {
            labels.put("service", service);
        }
        return labels;
    }

    private Map<String, Object> notice(String status, Instant startsAt, String endsAt) {
        return Map.of(
                "status",
                status,
                "labels",
                labels(),
                "annotations",
                Map.of("summary", "a test's"),
                "startsAt",
                startsAt.toString(),
                "endsAt",
                endsAt,
                "generatorURL",
                "http://127.0.0.1/graph",
                "fingerprint",
                fingerprint());
    }

    /** The body of a call with these alerts. */
    static String body(List<Map<String, Object>> alerts) {
        return Api.json(Map.of(
                "version",
                "4",
                "groupKey",
                "{}",
                "status",
                "firing",
                "receiver",
                "spillway",
                "groupLabels",
                Map.of(),
                "commonLabels",
                Map.of(),
                "commonAnnotations",
                Map.of(),
                "externalURL",
                "http://127.0.0.1",
                "alerts",
                alerts));
    }
}
