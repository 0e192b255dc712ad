package io.spillway.server.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the alert of one fingerprint. Everything in it but the times of receipt comes from outside: hostile
 * until escaped.
 *
 * @param startsAt when the episode began to fire, by the sender
 * @param endsAt when it was resolved, by the sender; null while it fires
 * @param receivedAt when it was last heard of while it fires; once it ended, when that was first heard
 * @param generatorUrl where its expression can be looked at; null if it was no http or https URL
 */
public record Alert(
        String fingerprint,
        Status status,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt,
        Instant receivedAt,
        @Nullable String generatorUrl) {

    public enum Status {
        FIRING,
        RESOLVED
    }

    public Alert {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    public boolean isFiring() {
        return status == Status.FIRING;
    }

    /** The label's value, or an empty text. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }
}
