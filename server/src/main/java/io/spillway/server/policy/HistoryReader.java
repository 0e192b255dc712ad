package io.spillway.server.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.ReadResult;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.alert.WebhookReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what alerts did, one JSON object a line:
 *
 * <ul>
 *   <li>{@code {"at":…,"body":{…}}}: a body of Alertmanager's webhook, and when it came;
 *   <li>{@code {"at":…,"status":"firing","labels":{…}}}: one alert that began or ended to fire then;
 *   <li>{@code {"status":…,"labels":{…},"startsAt":…,"endsAt":…}}: one alert of {@code GET /api/v1/alerts}, which fires from
 *       the one moment to the other.
 * </ul>
 */
public final class HistoryReader {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final WebhookReader webhook = new WebhookReader();

    private HistoryReader() {}

    /** What was heard at one moment. */
    public record Delivery(Instant at, List<AlertNotice> notices) {
        public Delivery {
            notices = List.copyOf(notices);
        }
    }

    /**
     * What a history says.
     *
     * @param deliveries in the order of their times
     * @param problems with the lines that are wrong, a sentence each
     */
    public record History(List<Delivery> deliveries, List<String> problems) {
        public History {
            deliveries = List.copyOf(deliveries);
            problems = List.copyOf(problems);
        }
    }

    public static History read(List<String> lines) {
        HistoryReader reader = new HistoryReader();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                reader.line(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                reader.problems.add("line " + (i + 1) + ": is not a JSON object: " + e.getOriginalMessage());
            } catch (IllegalArgumentException e) {
                reader.problems.add("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        reader.deliveries.sort(Comparator.comparing(Delivery::at));
        return new History(reader.deliveries, reader.problems);
    }

    private void line(JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("must be a JSON object");
        }
        Optional<Instant> at = time(node, "at");
        if (node.has("body")) {
            Instant heard = at.orElseThrow(() -> new IllegalArgumentException("at is missing: when the body came"));
            deliveries.add(new Delivery(heard, notices(node.get("body"))));
        } else if (at.isPresent()) {
            Alert.Status status = status(node);
            Instant startsAt = time(node, "startsAt").orElse(at.get());
            Instant endsAt = time(node, "endsAt").orElse(at.get());
            deliveries.add(new Delivery(at.get(), List.of(notice(node, status, startsAt, endsAt))));
        } else {
            episode(node);
        }
    }

    private List<AlertNotice> notices(JsonNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return switch (webhook.read(bytes)) {
            case ReadResult.Accepted(List<AlertNotice> notices, long _) -> notices;
            case ReadResult.Refused(List<ReadResult.Problem> problems) ->
                throw new IllegalArgumentException("body" + problems.getFirst().pointer() + " "
                        + problems.getFirst().message());
        };
    }

    /* When a watchdog was heard, and when not, is not to be seen in when it began. */
    private void episode(JsonNode node) {
        Alert.Status status = status(node);
        Instant startsAt = time(node, "startsAt")
                .orElseThrow(() -> new IllegalArgumentException("at or startsAt is missing: when it was"));
        Optional<Instant> endsAt = time(node, "endsAt");
        AlertNotice begun = notice(node, Alert.Status.FIRING, startsAt, startsAt);
        if (Watchdog.ALERT_NAME.equals(begun.labels().get("alertname"))) {
            return;
        }
        deliveries.add(new Delivery(startsAt, List.of(begun)));
        if (status == Alert.Status.RESOLVED) {
            Instant end =
                    endsAt.orElseThrow(() -> new IllegalArgumentException("endsAt is missing: when it was resolved"));
            deliveries.add(new Delivery(end, List.of(notice(node, status, startsAt, end))));
        }
    }

    private static AlertNotice notice(JsonNode node, Alert.Status status, Instant startsAt, Instant endsAt) {
        Map<String, String> labels = labels(node.path("labels"));
        JsonNode fingerprint = node.path("fingerprint");
        return new AlertNotice(
                fingerprint.isTextual() ? fingerprint.textValue() : fingerprint(labels),
                status,
                labels,
                Map.of(),
                startsAt,
                endsAt,
                null);
    }

    private static Alert.Status status(JsonNode node) {
        return switch (node.path("status").asText("")) {
            case "firing" -> Alert.Status.FIRING;
            case "resolved" -> Alert.Status.RESOLVED;
            default -> throw new IllegalArgumentException("status must be \"firing\" or \"resolved\"");
        };
    }

    private static Map<String, String> labels(JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            throw new IllegalArgumentException("labels must be an object with texts");
        }
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            if (!each.getValue().isTextual()) {
                throw new IllegalArgumentException("the label " + each.getKey() + " must be a text");
            }
            labels.put(each.getKey(), each.getValue().textValue());
        }
        return labels;
    }

    private static Optional<Instant> time(JsonNode node, String field) {
        if (!node.hasNonNull(field)) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(node.get(field).asText());
            return time.getYear() < 1970 ? Optional.empty() : Optional.of(time.toInstant());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " must be a time such as 2026-11-26T10:00:00Z", e);
        }
    }

    /* FNV-1a over the sorted labels: not Prometheus's number, but as good for telling alerts apart. */
    private static String fingerprint(Map<String, String> labels) {
        long hash = 0xcbf29ce484222325L;
        for (char sign : labels.toString().toCharArray()) {
            hash = (hash ^ sign) * 0x100000001b3L;
        }
        return String.format("%016x", hash);
    }
}
