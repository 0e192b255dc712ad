package io.spillway.server.alert;

import java.time.Instant;
import java.util.Map;

/** Notices as tests need them. */
public final class Notices {

    private Notices() {}

    public static AlertNotice firing(String fingerprint, Instant startsAt) {
        return firing(fingerprint, startsAt, Map.of("alertname", "CorePathErrorRateHigh"));
    }

    public static AlertNotice firing(String fingerprint, Instant startsAt, Map<String, String> labels) {
        return new AlertNotice(fingerprint, Alert.Status.FIRING, labels, Map.of(), startsAt, null, null);
    }

    public static AlertNotice resolved(String fingerprint, Instant startsAt, Instant endsAt) {
        return resolved(fingerprint, startsAt, endsAt, Map.of("alertname", "CorePathErrorRateHigh"));
    }

    public static AlertNotice resolved(
            String fingerprint, Instant startsAt, Instant endsAt, Map<String, String> labels) {
        return new AlertNotice(fingerprint, Alert.Status.RESOLVED, labels, Map.of(), startsAt, endsAt, null);
    }
}
