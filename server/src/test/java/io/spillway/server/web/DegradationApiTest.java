package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.auth.Role;
import io.spillway.server.degrade.Scope;
import io.spillway.server.effect.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class DegradationApiTest {

    private static final String SWITCH = "{\"tier\":\"L2\",\"reason\":\"payments are down\",\"ttl\":\"PT30M\"}";

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsWhichPolicyTheNodeGoesBy() throws IOException {
        String body = server.call("GET", "/api/v1/degradation", null).body();

        assertThat(body)
                .contains("\"policy\":{\"source\":\"settings\",\"hash\":\"0123456789ab\",\"since\":")
                .doesNotContain("problems");
    }

    @Test
    void aSwitchByHandTakesEffectAndIsWrittenDown() {
        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/core", SWITCH);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"revision\":2,\"scopes\":[{\"scope\":\"core\",\"tier\":\"L2\"");
        assertThat(server.tiers.switches)
                .containsExactly(new DegradationControl.ManualSwitch(
                        new Scope.Core(), Tier.L2, "payments are down", Duration.ofMinutes(30), "admin"));
        var entry = server.audit.recent(1, null).getFirst();
        assertThat(entry.actor()).isEqualTo("admin");
        assertThat(entry.action()).isEqualTo("degradation.engage");
        assertThat(entry.change()).isEqualTo("NONE (NORMAL) → L2 for PT30M");
        assertThat(entry.reason()).isEqualTo("payments are down");
    }

    @Test
    void tellsWhatTiersDid() {
        server.tiers.engagements = List.of(SampleTiers.engagement(new Scope.Core(), Verdict.NONE));

        HttpResponse<String> response = server.call("GET", "/api/v1/degradation/engagements", null);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"engagements\":[{\"id\":\"core@NONE\",\"scope\":\"core\",\"tier\":\"L2\"")
                .contains("\"before\":{\"runs\":1000,\"errors\":213},\"settled\":null")
                .contains("\"shed\":{\"SHEDDABLE\":12345},\"verdict\":\"NONE\"");
    }

    @Test
    void nothingIsSwitchedWithoutItsAuditEntry() {
        server.auditStore.down = true;

        assertThat(server.call("PUT", "/api/v1/degradation/core", SWITCH).statusCode())
                .isEqualTo(503);
        assertThat(server.call("DELETE", "/api/v1/degradation/core", null).statusCode())
                .isEqualTo(503);
        assertThat(server.tiers.switches).isEmpty();
        assertThat(server.tiers.current().revision()).isEqualTo(1);
    }

    @Test
    void aRefusedSwitchIsWrittenDownAsSuch() {
        server.tiers.refuse = new DegradationControl.Result.Refused("The scope is latched.");

        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/core", SWITCH);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("The scope is latched.");
        assertThat(server.audit.recent(1, null).getFirst().action()).isEqualTo("degradation.refused");
    }

    @Test
    void aReleaseCarriesItsReason() {
        server.call("PUT", "/api/v1/degradation/core", SWITCH);

        HttpResponse<String> response = server.call("DELETE", "/api/v1/degradation/core?reason=fixed", null);

        assertThat(response.body()).contains("\"tier\":\"NONE\"");
        assertThat(server.audit.recent(1, null).getFirst().reason()).isEqualTo("fixed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core|{}|400|3 things are wrong",
                "core|{\"tier\":\"L4\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|400|NONE, L1, L2, L3",
                "core|{\"tier\":\"L1\",\"reason\":\" \",\"ttl\":\"PT1M\"}|400|/reason must not be empty",
                "core|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT24H1S\"}|400|/ttl must lie between",
                "core|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":60}|400|/ttl must be a text",
                "everything|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|404|service:<task type>",
                "service:|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|404|service:<task type>"
            })
    void aBadSwitchIsRefused(String scope, String body, int status, String detail) {
        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/" + scope, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(detail);
        assertThat(server.tiers.switches).isEmpty();
    }

    @Test
    void aServiceIsAScope() {
        server.call("PUT", "/api/v1/degradation/service:stock-deduct", SWITCH);

        assertThat(server.tiers.switches)
                .extracting(DegradationControl.ManualSwitch::scope)
                .containsExactly(new Scope.Service("stock-deduct"));
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
