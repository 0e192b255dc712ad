package io.spillway.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.audit.AuditEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Audit entries as JSON, one on a line, with the names that the API gives them. */
final class AuditLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditLines() {}

    static String line(AuditEntry entry) {
        return JSON.createObjectNode()
                .put("sequence", entry.sequence())
                .put("at", entry.at().toString())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("change", entry.change())
                .put("reason", entry.reason())
                .put("previousHash", entry.previousHash())
                .put("hash", entry.hash())
                .toString();
    }

    /** @throws IOException what is no JSON */
    static JsonNode parse(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** What is missing reads as empty: the hash tells. */
    static AuditEntry entry(JsonNode json) {
        return new AuditEntry(
                json.path("sequence").asLong(),
                instant(json.path("at").asText()),
                json.path("actor").asText(),
                json.path("action").asText(),
                json.path("subject").asText(),
                json.path("change").asText(),
                json.path("reason").asText(),
                json.path("previousHash").asText(),
                json.path("hash").asText());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException altered) {
            return Instant.EPOCH;
        }
    }
}
