package io.spillway.server.alert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Alertmanager answers when it is asked for its alerts: those that have not ended, each checked as one of the
 * webhook is. One that does not pass is left out, and the others count. A list holds what many webhooks brought, so it has
 * bounds of its own, and is read one by one.
 */
public final class ListReader {

    /** As many as are kept. */
    private static final int MAX_ALERTS = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(1 << 20)
                    .maxNameLength(4_096)
                    .maxNumberLength(64)
                    .maxDocumentLength(64L << 20)
                    .maxTokenCount(16_000_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** @throws IOException if it is no list of alerts at all */
    public List<ListedAlert> read(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            return read(parser);
        } catch (JsonProcessingException e) {
            throw new IOException("the list of alerts can't be used as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<ListedAlert> read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new IOException("the list of alerts is no list");
        }
        List<ListedAlert> listed = new ArrayList<>();
        for (int count = 1; parser.nextToken() != JsonToken.END_ARRAY; count++) {
            if (count > MAX_ALERTS) {
                throw new IOException("more than " + MAX_ALERTS + " alerts are listed");
            }
            JsonNode each = parser.readValueAsTree();
            new NoticeReader(each, "", new Problems())
                    .readListed()
                    .ifPresent(notice -> listed.add(new ListedAlert(notice, mute(each.path("status")))));
        }
        if (parser.nextToken() != null) {
            throw new IOException("the list of alerts is followed by something else");
        }
        return listed;
    }

    /* Newer versions say in mutedBy, too, that it is not the time of day for it. */
    private static Alert.@Nullable Mute mute(JsonNode status) {
        int silences = status.path("silencedBy").size();
        int others = status.path("inhibitedBy").size() + status.path("mutedBy").size();
        return silences + others == 0 ? null : new Alert.Mute(silences, others);
    }
}
