package io.spillway.server.alert;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one notification says of one alert, checked and bounded, but still in the sender's words.
 *
 * @param fingerprint 16 lower-case hexadecimal digits; a hash of the labels alone, so the same for every episode
 * @param endsAt null while it fires; never before {@code startsAt}, and that moment where the sender named none
 * @param generatorUrl an http or https URL, or null
 */
public record AlertNotice(
        String fingerprint,
        Alert.Status status,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable String generatorUrl) {

    public AlertNotice {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        if (status == Alert.Status.FIRING) {
            endsAt = null;
        } else if (endsAt == null || endsAt.isBefore(startsAt)) {
            endsAt = startsAt;
        }
    }

    public Alert toAlert(Instant receivedAt) {
        return new Alert(fingerprint, status, labels, annotations, startsAt, endsAt, receivedAt, generatorUrl);
    }
}
