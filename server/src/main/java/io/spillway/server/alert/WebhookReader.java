package io.spillway.server.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of Alertmanager's webhook, version 4. Fields that it does not know are left alone, because new versions
 * keep adding some; a body of another shape is refused as a whole, and every finding names its place.
 *
 * <p>The group's own {@code status} is not looked at: a group whose last firing alert is muted calls itself resolved.
 */
public final class WebhookReader {

    static final int MAX_ALERTS = 10_000;

    private static final String VERSION = "4";
    private static final List<String> OPTIONAL_TEXTS = List.of("groupKey", "status", "receiver", "externalURL");
    private static final List<String> OPTIONAL_OBJECTS = List.of("groupLabels", "commonLabels", "commonAnnotations");

    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(1 << 20)
                            .maxNameLength(4_096)
                            .maxNumberLength(64)
                            .maxDocumentLength(16L << 20)
                            .maxTokenCount(4_000_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public ReadResult read(byte[] body) {
        try {
            return read(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** @throws IOException if the stream itself fails; what is wrong with its content is a result */
    public ReadResult read(InputStream body) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return refused("", "not usable as JSON: " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            return refused("", "not usable as JSON: " + e.getMessage());
        }
        if (!root.isObject()) {
            return refused("", "must be a JSON object, Alertmanager's webhook in version 4");
        }
        return message(root);
    }

    private static ReadResult message(JsonNode root) {
        Problems problems = new Problems();
        JsonNode version = root.path("version");
        if (!version.isTextual() || !version.textValue().equals(VERSION)) {
            return refused("/version", "must be the text \"4\": no other version of the webhook is known");
        }
        for (String name : OPTIONAL_TEXTS) {
            if (root.hasNonNull(name) && !root.path(name).isTextual()) {
                problems.add("/" + name, "must be a text");
            }
        }
        for (String name : OPTIONAL_OBJECTS) {
            if (root.hasNonNull(name) && !root.path(name).isObject()) {
                problems.add("/" + name, "must be an object");
            }
        }
        long truncated = truncated(root.path("truncatedAlerts"), problems);
        List<AlertNotice> notices = alerts(root.path("alerts"), problems);
        return problems.any() ? problems.refused() : new ReadResult.Accepted(notices, truncated);
    }

    private static long truncated(JsonNode node, Problems problems) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            problems.add("/truncatedAlerts", "must be a whole number from 0 on");
            return 0;
        }
        return node.longValue();
    }

    private static List<AlertNotice> alerts(JsonNode node, Problems problems) {
        List<AlertNotice> notices = new ArrayList<>();
        if (!node.isArray()) {
            problems.add("/alerts", "must be a list");
        } else if (node.size() > MAX_ALERTS) {
            problems.add("/alerts", "must hold at most " + MAX_ALERTS + " alerts, not " + node.size());
        } else {
            for (int i = 0; i < node.size() && !problems.enough(); i++) {
                new NoticeReader(node.path(i), "/alerts/" + i, problems).read().ifPresent(notices::add);
            }
        }
        return notices;
    }

    private static ReadResult refused(String pointer, String message) {
        return new ReadResult.Refused(List.of(new ReadResult.Problem(pointer, message)));
    }
}
