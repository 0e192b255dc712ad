package io.spillway.server.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Alertmanager answers when it is asked for its alerts: those that have not ended, each checked as one of the
 * webhook is. One that does not pass is left out, and the others count.
 */
public final class ListReader {

    /** @throws IOException if it is no list of alerts at all */
    public List<ListedAlert> read(byte[] body) throws IOException {
        JsonNode root;
        try {
            root = WebhookReader.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("the list of alerts can't be used as JSON: " + e.getOriginalMessage(), e);
        }
        if (!root.isArray()) {
            throw new IOException("the list of alerts is no list");
        }
        if (root.size() > WebhookReader.MAX_ALERTS) {
            throw new IOException("more than " + WebhookReader.MAX_ALERTS + " alerts are listed: " + root.size());
        }
        List<ListedAlert> listed = new ArrayList<>();
        for (JsonNode each : root) {
            new NoticeReader(each, "", new Problems())
                    .readListed()
                    .ifPresent(notice -> listed.add(new ListedAlert(notice, mute(each.path("status")))));
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
