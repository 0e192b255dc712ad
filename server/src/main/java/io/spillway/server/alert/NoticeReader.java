package io.spillway.server.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one alert of a webhook. Labels are the alert's identity, so a label that breaks a bound is refused; annotations
 * are for people, so they are shortened instead: an alert must not be lost over a long text.
 */
final class NoticeReader {

    static final int MAX_LABELS = 64;
    static final int MAX_NAME = 128;
    static final int MAX_VALUE = 4_096;

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-fA-F]{16}");

    private final JsonNode node;
    private final String at;
    private final Problems problems;

    /** @param at the pointer to the node */
    NoticeReader(JsonNode node, String at, Problems problems) {
        this.node = node;
        this.at = at;
        this.problems = problems;
    }

    /** The notice, or empty after a problem was noted. */
    Optional<AlertNotice> read() {
        if (!node.isObject()) {
            problems.add(at, "must be an object");
            return Optional.empty();
        }
        return read(status(), endsAt());
    }

    /** An alert of Alertmanager's list: those fire, and their end is only when they would end without being repeated. */
    Optional<AlertNotice> readListed() {
        if (!node.isObject()) {
            problems.add(at, "must be an object");
            return Optional.empty();
        }
        return read(Alert.Status.FIRING, null);
    }

    private Optional<AlertNotice> read(Alert.@Nullable Status status, @Nullable Instant endsAt) {
        Map<String, String> labels = labels();
        Map<String, String> annotations = annotations();
        Instant startsAt = startsAt();
        String fingerprint = fingerprint();
        String generatorUrl = generatorUrl();
        if (status == null || labels == null || startsAt == null || fingerprint == null || problems.any()) {
            return Optional.empty();
        }
        return Optional.of(new AlertNotice(fingerprint, status, labels, annotations, startsAt, endsAt, generatorUrl));
    }

    private Alert.@Nullable Status status() {
        return switch (node.path("status").asText("")) {
            case "firing" -> Alert.Status.FIRING;
            case "resolved" -> Alert.Status.RESOLVED;
            default -> {
                problems.add(at + "/status", "must be \"firing\" or \"resolved\"");
                yield null;
            }
        };
    }

    private @Nullable String fingerprint() {
        String text = node.path("fingerprint").asText("");
        if (!FINGERPRINT.matcher(text).matches()) {
            problems.add(at + "/fingerprint", "must be 16 hexadecimal digits");
            return null;
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private @Nullable Map<String, String> labels() {
        JsonNode object = node.path("labels");
        String pointer = at + "/labels";
        if (!object.isObject()) {
            problems.add(pointer, "must be an object of texts");
            return null;
        }
        if (object.size() > MAX_LABELS) {
            problems.add(pointer, "must hold at most " + MAX_LABELS + " labels, not " + object.size());
            return null;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = each.getKey();
            JsonNode value = each.getValue();
            if (name.isEmpty() || name.length() > MAX_NAME) {
                problems.add(pointer, "a label's name must have 1 to " + MAX_NAME + " characters");
            } else if (!value.isTextual()) {
                problems.add(pointer + Problems.step(name), "must be a text");
            } else if (value.textValue().length() > MAX_VALUE) {
                problems.add(pointer + Problems.step(name), "must have at most " + MAX_VALUE + " characters");
            } else {
                labels.put(name, value.textValue());
            }
        }
        return labels;
    }

    private Map<String, String> annotations() {
        JsonNode object = node.path("annotations");
        String pointer = at + "/annotations";
        Map<String, String> annotations = new LinkedHashMap<>();
        if (object.isMissingNode() || object.isNull()) {
            return annotations;
        }
        if (!object.isObject()) {
            problems.add(pointer, "must be an object of texts");
            return annotations;
        }
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = each.getKey();
            if (!each.getValue().isTextual()) {
                problems.add(name.length() > MAX_NAME ? pointer : pointer + Problems.step(name), "must be a text");
            } else if (annotations.size() < MAX_LABELS && name.length() <= MAX_NAME) {
                annotations.put(name, shortened(each.getValue().textValue()));
            }
        }
        return annotations;
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_VALUE) {
            return text;
        }
        int end = MAX_VALUE - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    private @Nullable Instant startsAt() {
        OffsetDateTime time = time("startsAt");
        if (time == null || !isPlausible(time)) {
            problems.add(at + "/startsAt", "must be a time by RFC 3339 between the years 1970 and 9999");
            return null;
        }
        return time.toInstant();
    }

    /* Go writes its zero time, of the year 1, for "not yet". */
    private @Nullable Instant endsAt() {
        if (!node.hasNonNull("endsAt")) {
            return null;
        }
        OffsetDateTime time = time("endsAt");
        if (time != null && time.getYear() <= 1) {
            return null;
        }
        if (time == null || !isPlausible(time)) {
            problems.add(at + "/endsAt", "must be a time by RFC 3339, up to the year 9999");
            return null;
        }
        return time.toInstant();
    }

    private static boolean isPlausible(OffsetDateTime time) {
        return time.getYear() >= 1970 && time.getYear() <= 9999;
    }

    private @Nullable OffsetDateTime time(String field) {
        try {
            return OffsetDateTime.parse(node.path(field).asText(""));
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }

    /* A page links there: any other scheme could be a script. */
    private @Nullable String generatorUrl() {
        String text = node.path("generatorURL").asText("");
        if (text.length() > MAX_VALUE) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean web = uri.getScheme() != null
                    && Set.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT));
            return web && uri.getHost() != null ? text : null;
        } catch (URISyntaxException notALink) {
            return null;
        }
    }
}
