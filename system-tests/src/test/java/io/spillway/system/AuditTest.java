package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** {@code spillway audit} against a running server: what it says of a log that nobody touched, and of one that somebody did. */
@Packaged
@Timeout(180)
final class AuditTest {

    private static final String LOG = "spillway:{audit}:log";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private int runs;

    @Test
    void findsTheEntryThatSomebodyEditedInRedis() throws IOException {
        try (SharedRedis redis = SharedRedis.start(folder)) {
            ServerProcess server = ServerProcess.start(ServerSetup.in(folder).with("redis.url", redis.url()));
            try {
                changes(server.api());
                server.stop();
                server = server.restart();
                changes(server.api());

                String anchor = intact(server);
                isExported(server, anchor);
                edit(redis, 3, "reason", "nobody will know");
                isFound(server);
            } finally {
                server.close();
            }
        }
    }

    private static void changes(Api api) {
        for (int i = 0; i < 3; i++) {
            api.engage("core", "L1", "to have an entry " + i, Duration.ofMinutes(1));
            api.release("core");
        }
    }

    /* The server was stopped and started in between: one chain all the same. */
    private String intact(ServerProcess server) throws IOException {
        Run text = audit("verify", "--data", server.data().toString());
        Run json = audit("verify", "--data", server.data().toString(), "--json");
        JsonNode said = Api.JSON.readTree(json.out());

        assertThat(text.exitCode()).as(text.toString()).isZero();
        assertThat(text.out()).startsWith("The audit log is intact: ");
        assertThat(said.path("intact").asBoolean()).isTrue();
        assertThat(said.path("first").asLong()).isEqualTo(1);
        assertThat(said.path("entries").asLong()).isGreaterThanOrEqualTo(12);
        return said.path("last").asText() + ":" + said.path("hash").asText();
    }

    private void isExported(ServerProcess server, String anchor) throws IOException {
        Run export = audit("export", "--data", server.data().toString());
        Path file = Files.writeString(folder.resolve("audit.ndjson"), export.out());
        List<String> lines = Files.readAllLines(file);
        Path cut = Files.write(folder.resolve("cut.ndjson"), lines.subList(0, lines.size() - 1));
        Path changed = Files.writeString(
                folder.resolve("changed.ndjson"), export.out().replaceFirst("to have an entry 1", "to have another"));

        assertThat(audit("verify", "--file", file.toString(), "--anchor", anchor)
                        .exitCode())
                .isZero();
        assertThat(audit("verify", "--file", cut.toString(), "--anchor", anchor).out())
                .contains("is missing at the log's end");
        assertThat(audit("verify", "--file", changed.toString()).out())
                .contains("is broken: entry ", "its content is not what was written");
    }

    private void isFound(ServerProcess server) throws IOException {
        String url = "http://127.0.0.1:" + server.port();
        String token = server.data().resolve("admin-token").toString();
        Run text = audit("verify", "--url", url, "--token-file", token);
        JsonNode said = Api.JSON.readTree(audit("verify", "--url", url + "/", "--token-file", token, "--json")
                .out());

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out()).startsWith("The audit log is broken: entry 3: its content is not what was written");
        assertThat(said.path("intact").asBoolean()).isFalse();
        assertThat(said.path("sequence").asLong()).isEqualTo(3);
    }

    @Test
    void saysWhatIsMissingWhereNoServerRuns() {
        Run run = audit("verify", "--data", folder.toString());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("no server runs on the data folder", "--url");
        assertThat(audit("verify", "--anchor", "7").exitCode()).isEqualTo(2);
    }

    private record Run(int exitCode, String out, String err) {}

    private Run audit(String... words) {
        List<String> command = new ArrayList<>(ServerSetup.in(folder).command());
        command = new ArrayList<>(command.subList(0, command.indexOf("server")));
        command.add("audit");
        command.addAll(List.of(words));
        try (Child child = Child.start(folder, "audit-" + ++runs, command, Map.of())) {
            return new Run(child.exitCode(LIMIT), child.out(), child.err());
        }
    }

    /* A stream's entry can't be changed in place: the whole stream is written again with one field altered. */
    private static void edit(SharedRedis redis, long sequence, String field, String value) {
        redis.ask(client -> rewrite(client, sequence, field, value));
    }

    private static boolean rewrite(Jedis redis, long sequence, String field, String value) {
        var entries = redis.xrange(LOG, StreamEntryID.MINIMUM_ID, StreamEntryID.MAXIMUM_ID, 1000);
        redis.del(LOG);
        entries.forEach(entry -> {
            Map<String, String> fields = new HashMap<>(entry.getFields());
            if (entry.getID().getTime() == sequence) {
                fields.put(field, value);
            }
            redis.xadd(LOG, XAddParams.xAddParams().id(entry.getID()), fields);
        });
        return true;
    }
}
