package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.auth.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens to the tiers and to the board: what it hears, and when that ends. */
@Timeout(30)
final class EventStreamsTest {

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWatcherHearsEveryChangeOnceAndInOrder() throws Exception {
        server.tiers.change(Tier.L1);
        server.tiers.change(Tier.L2);
        try (Events events = new Events("/api/v1/degradation/watch?revision=1")) {
            assertThat(events.next()).containsExactly("event: change", "id: 2", dataOf(2, "L1"));
            assertThat(events.next()).containsExactly("event: change", "id: 3", dataOf(3, "L2"));

            server.tiers.change(Tier.L3);
            server.tiers.change(Tier.NONE);

            assertThat(events.next()).startsWith("event: change", "id: 4");
            assertThat(events.next()).startsWith("event: change", "id: 5");
        }
    }

    @Test
    void aWatcherWithoutRevisionBeginsWithWhatIsInForce() throws Exception {
        server.tiers.change(Tier.L1);
        try (Events events = new Events("/api/v1/degradation/watch")) {
            assertThat(events.next()).containsExactly("event: reset", "id: 2", dataOf(2, "L1"));
        }
    }

    @Test
    void aWatcherThatComesTooLateIsToldOfTheGap() throws Exception {
        server.tiers.change(Tier.L1);
        server.tiers.change(Tier.L2);
        server.tiers.forgetAllButTheLast();
        try (Events events = new Events("/api/v1/degradation/watch?revision=1")) {
            assertThat(events.next()).startsWith("event: reset", "id: 3");
        }
    }

    @Test
    void aWatcherThatReconnectsGoesOnWhereItWas() throws Exception {
        server.tiers.change(Tier.L1);
        server.tiers.change(Tier.L2);
        try (Events events = new Events("/api/v1/degradation/watch?revision=1", "Last-Event-ID", "2")) {
            assertThat(events.next()).startsWith("event: change", "id: 3");
        }
    }

    @Test
    void aWatcherMustTakeEventStreams() {
        HttpResponse<String> response = server.get("/api/v1/degradation/watch", "Accept", "application/json");

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.body()).contains("text/event-stream");
    }

    @Test
    void theBoardGetsEveryTopicAtOnceAndThenWhatChanges() throws Exception {
        try (Events events = new Events("/ui/events")) {
            List<String> first = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                first.add(events.next().getFirst());
            }
            assertThat(first)
                    .containsExactlyInAnyOrder(
                            "event: degradation",
                            "event: sla",
                            "event: loop",
                            "event: alerts",
                            "event: nodes",
                            "event: breakers",
                            "event: replays");

            server.tiers.change(Tier.L3);

            List<String> changed = events.next();
            assertThat(changed.getFirst()).isEqualTo("event: degradation");
            assertThat(changed.getLast()).contains("\"tier\":\"L3\"");
        }
    }

    @Test
    void closingTheServerEndsEveryStream() throws Exception {
        try (Events watch = new Events("/api/v1/degradation/watch?revision=1");
                Events board = new Events("/ui/events")) {
            board.next();

            server.server().close();

            assertThat(watch.isAtEnd()).isTrue();
            assertThat(board.isAtEnd()).isTrue();
        }
    }

    @Test
    void thereIsAnEndToTheNumberOfListeners() throws Exception {
        List<Events> open = new ArrayList<>();
        try {
            for (int i = 0; i < 256; i++) {
                open.add(new Events("/api/v1/degradation/watch?revision=1"));
            }

            assertThat(server.get("/api/v1/degradation/watch", "Accept", "text/event-stream")
                            .statusCode())
                    .isEqualTo(503);
        } finally {
            for (Events each : open) {
                each.close();
            }
        }
    }

    private static String dataOf(int revision, String tier) {
        return "data: {\"revision\":" + revision + ",\"scopes\":[{\"scope\":\"core\",\"tier\":\"" + tier
                + "\",\"state\":\"MANUAL_HOLD\",\"intensity\":1.0,\"since\":\"2026-11-23T08:00:00Z\"}]}";
    }

    /** Reads events one by one. */
    private final class Events implements AutoCloseable {

        private final BufferedReader reader;

        Events(String path, String... headers) throws Exception {
            var request = server.request(path)
                    .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                    .header("Accept", "text/event-stream");
            if (headers.length > 0) {
                request.headers(headers);
            }
            var response = server.client().send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            assertThat(block()).containsExactly("retry: 1000");
        }

        List<String> next() throws IOException {
            List<String> block = block();
            while (block.equals(List.of(":"))) {
                block = block();
            }
            return block;
        }

        private List<String> block() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        }

        /* A connection that was cut, and one that ended in order, are both an end. */
        boolean isAtEnd() {
            try {
                while (!block().isEmpty()) {
                    continue;
                }
                return true;
            } catch (IOException cut) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
