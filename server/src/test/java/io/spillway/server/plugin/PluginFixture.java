package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.CancellationToken;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A plugin folder with a data folder of its own, and what the tests ask of it. */
final class PluginFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-11T00:00:00Z");

    final Path jars;
    final Path data;
    final PluginFolder folder;

    PluginFixture(Path temp) {
        this(temp, Map.of());
    }

    PluginFixture(Path temp, Map<String, Map<String, String>> settings) {
        jars = temp.resolve("jars");
        data = temp.resolve("data");
        folder = new PluginFolder(new PluginConfig(List.of(jars), settings, data), InstantSource.fixed(NOW));
    }

    PluginStatus status(String id) {
        List<PluginStatus> found =
                folder.statuses().stream().filter(each -> each.id().equals(id)).toList();
        assertThat(found).as("statuses of %s in %s", id, folder.statuses()).hasSize(1);
        return found.getFirst();
    }

    RegisteredHandler handler(String type) {
        return folder.find(type).orElseThrow(() -> new AssertionError(folder.statuses()));
    }

    /** What the handler of a type returned under {@code said}. */
    String said(String type) throws Exception {
        return said(handler(type));
    }

    static String said(RegisteredHandler handler) throws Exception {
        Outcome outcome = handler.handle(new Attempt(), "{}");
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return String.valueOf(((Outcome.Succeeded) outcome).result().values().get("said"));
    }

    @Override
    public void close() {
        folder.close();
    }

    /** An attempt of which the handlers here want to know nothing. */
    static final class Attempt implements TaskContext {

        @Override
        public String taskId() {
            return "note.0.01JCFAKE0000000000000000000";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public long fence() {
            return 1;
        }

        @Override
        public String idempotencyKey() {
            return taskId();
        }

        @Override
        public Instant deadline() {
            return NOW.plusSeconds(30);
        }

        @Override
        public Duration remaining() {
            return Duration.ofSeconds(30);
        }

        @Override
        public CancellationToken cancellation() {
            throw new UnsupportedOperationException("nobody cancels here");
        }

        @Override
        public Tier tier() {
            return Tier.NONE;
        }

        @Override
        public OutgoingCall beginCall(String name) {
            throw new UnsupportedOperationException("nobody calls from here");
        }

        @Override
        public System.Logger logger() {
            return System.getLogger("attempt");
        }
    }
}
