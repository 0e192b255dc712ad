package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deliveries as Alertmanager and its like send them, each told once, three times, backwards, shuffled, and by two
 * Alertmanagers, one overtaking the other: to the same final state, or to one that is flagged and settled by the last word.
 */
final class FixtureTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String A = "aaaaaaaaaaaaaaaa";
    private static final String B = "bbbbbbbbbbbbbbbb";
    private static final String ZERO = "0001-01-01T00:00:00Z";
    private static final String T10 = "2026-11-23T10:00:10Z";
    private static final String T20 = "2026-11-23T10:00:20Z";
    private static final String T30 = "2026-11-23T10:00:30Z";

    /** What is told, in the order in which it happened, and what it comes to. */
    @SuppressWarnings("ImmutableEnumChecker") // of texts
    enum Story {
        FIRING("A firing 10", group(firing(A, T10))),
        REPEATED("A firing 10", group(firing(A, T10)), group(firing(A, T10))),
        RESOLVED("A resolved 10 20", group(firing(A, T10)), group(resolved(A, T10, T20))),
        MIXED(
                "A resolved 10 20, B firing 10",
                group(firing(A, T10), firing(B, T10)),
                group(firing(B, T10), resolved(A, T10, T20))),
        ALL_RESOLVED(
                "A resolved 10 20, B resolved 10 20",
                group(firing(A, T10), firing(B, T10)),
                group(resolved(A, T10, T20), resolved(B, T10, T20))),
        NEXT_EPISODE("A firing 30", group(firing(A, T10)), group(resolved(A, T10, T20)), group(firing(A, T30))),
        RESOLVED_UNKNOWN("A resolved 10 20", group(resolved(A, T10, T20))),
        MOVED_START("A resolved 10 30", group(firing(A, T20)), group(firing(A, T10)), group(resolved(A, T10, T30))),
        OFFSETS_AND_NANOSECONDS(
                "A resolved 10 20",
                group(firing(A, "2026-11-23T18:00:10.000000000+08:00")),
                group(resolved(A, "2026-11-23T05:00:10-05:00", T20))),
        WITHOUT_END("A firing 10", group(firing(A, T10).replace(ZERO, "0001-01-01T00:00:00.000Z"))),
        BARE("A firing 10", "{\"version\":\"4\",\"alerts\":[" + firing(A, T10) + "]}"),
        TRUNCATED("A firing 10", group(firing(A, T10)).replace("\"truncatedAlerts\":0", "\"truncatedAlerts\":5")),
        QUOTED_RECEIVER("A firing 10", group(firing(A, T10)).replace("\"spillway\"", "\"ctl\\\\.webhook\"")),
        NEWER(
                "A firing 10",
                group(firing(A, T10))
                        .replace(
                                "\"truncatedAlerts\":0",
                                "\"truncatedAlerts\":0,\"notification_reason\":\"new alerts added\",\"routeLabels\":{\"x\":\"y\"}")),
        HOSTILE(
                "A firing 10",
                group(firing(A, T10)
                        .replace(
                                "\"alertname\":\"CorePathErrorRateHigh\"",
                                "\"警报 name\":\"<script>\\u003cimg src=x\\u003e\",\"\\u202e\":\"\\u0000\"")
                        .replace("\"s\"", "\"" + "x".repeat(64 * 1024) + "\"")
                        .replace("http://prometheus:9090/graph", "javascript:alert(1)"))),
        NAMELESS("A firing 10", group(firing(A, T10).replace("\"alertname\":\"CorePathErrorRateHigh\"", ""))),
        GRAFANA(
                "A firing 10",
                group(firing(A, T10)
                                .replace("\"status\"", "\"values\":{\"B\":1},\"silenceURL\":\"http://g/\",\"status\""))
                        .replace(
                                "\"truncatedAlerts\":0",
                                "\"truncatedAlerts\":0,\"orgId\":1,\"title\":\"[FIRING:1]\",\"state\":\"alerting\",\"message\":\"m\""));

        private final String expected;
        private final List<String> deliveries;

        Story(String expected, String... deliveries) {
            this.expected = expected;
            this.deliveries = List.of(deliveries);
        }
    }

    private static String firing(String fingerprint, String startsAt) {
        return alert("firing", fingerprint, startsAt, ZERO);
    }

    private static String resolved(String fingerprint, String startsAt, String endsAt) {
        return alert("resolved", fingerprint, startsAt, endsAt);
    }

    private static String alert(String status, String fingerprint, String startsAt, String endsAt) {
        return """
                {"status":"%s","labels":{"alertname":"CorePathErrorRateHigh"},"annotations":{"summary":"s"},\
                "startsAt":"%s","endsAt":"%s","generatorURL":"http://prometheus:9090/graph","fingerprint":"%s"}""".formatted(status, startsAt, endsAt, fingerprint);
    }

    private static String group(String... alerts) {
        return """
                {"receiver":"spillway","status":"resolved","alerts":[%s],"groupLabels":{},"commonLabels":{},\
                "commonAnnotations":{},"externalURL":"http://am-1:9093","version":"4","groupKey":"{}:{}",\
                "truncatedAlerts":0}""".formatted(String.join(",", alerts));
    }

    /** The same from another Alertmanager: its own address, receiver and grouping, and the alerts in another order. */
    private static List<String> fromTheOther(String delivery) {
        try {
            ObjectNode group = (ObjectNode) JSON.readTree(delivery);
            List<JsonNode> alerts = new ArrayList<>();
            group.path("alerts").forEach(alerts::add);
            List<String> deliveries = new ArrayList<>();
            for (JsonNode alert : alerts.reversed()) {
                String instance = "host-" + alert.path("fingerprint").asText();
                ObjectNode own = group.deepCopy()
                        .put("receiver", "control-plane")
                        .put("status", alert.path("status").asText())
                        .put("externalURL", "http://am-2.other.example:9093/alertmanager")
                        .put("groupKey", "{}/{purpose=\"control\"}:{instance=\"" + instance + "\"}");
                own.putArray("alerts").add(alert);
                own.putObject("groupLabels").put("instance", instance);
                own.set("commonLabels", alert.path("labels"));
                own.set("commonAnnotations", alert.path("annotations"));
                deliveries.add(own.toString());
            }
            return deliveries;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(delivery, e);
        }
    }

    /** Everything that is known after these deliveries. */
    private static final class Told {

        private final ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:01:00Z"));
        private final Alerts alerts;
        private final AlertIntake intake;

        Told(List<String> deliveries) {
            InMemoryAlertStore store = new InMemoryAlertStore();
            intake = new AlertIntake(store, clock, List.of());
            alerts = new Alerts(store);
            deliveries.forEach(this::tell);
        }

        void tell(String delivery) {
            clock.advance(Duration.ofSeconds(1));
            ReadResult read = new WebhookReader().read(delivery.getBytes(StandardCharsets.UTF_8));
            assertThat(read).isInstanceOf(ReadResult.Accepted.class);
            intake.accept(((ReadResult.Accepted) read).notices());
        }

        boolean isAmbiguous() {
            return alerts.all().stream().anyMatch(Alert::isAmbiguous);
        }

        String state() {
            TreeMap<String, String> states = new TreeMap<>();
            for (Alert alert : alerts.all()) {
                Instant end = alert.endsAt();
                states.put(
                        alert.fingerprint().substring(0, 1).toUpperCase(Locale.ROOT),
                        (alert.isFiring() ? "firing " : "resolved ")
                                + second(alert.startsAt())
                                + (end == null ? "" : " " + second(end)));
            }
            return String.join(
                    ", ",
                    states.entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .toList());
        }

        private static long second(Instant at) {
            return Duration.between(Instant.parse("2026-11-23T10:00:00Z"), at).toSeconds();
        }
    }

    private static void assertSame(Story story, List<String> deliveries) {
        Told told = new Told(deliveries);
        if (told.isAmbiguous()) {
            told.tell(story.deliveries.getLast());
        }
        assertThat(told.isAmbiguous()).isFalse();
        assertThat(told.state()).isEqualTo(story.expected);
    }

    @ParameterizedTest
    @EnumSource
    void comesToTheSameInTheOrderInWhichItHappenedWithoutAnyDoubt(Story story) {
        List<String> thrice = new ArrayList<>();
        List<String> byTwo = new ArrayList<>();
        for (String delivery : story.deliveries) {
            thrice.addAll(Collections.nCopies(3, delivery));
            byTwo.add(delivery);
            byTwo.addAll(fromTheOther(delivery));
        }

        for (List<String> deliveries : List.of(story.deliveries, thrice, byTwo)) {
            Told told = new Told(deliveries);
            assertThat(told.isAmbiguous()).isFalse();
            assertThat(told.state()).isEqualTo(story.expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesToTheSameBackwardsRepeatedAsAWholeAndFromAnOvertakenMember(Story story) {
        List<String> whole = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            whole.addAll(story.deliveries);
        }
        List<String> overtaken = new ArrayList<>(story.deliveries);
        story.deliveries.forEach(delivery -> overtaken.addAll(fromTheOther(delivery)));

        assertSame(story, story.deliveries.reversed());
        assertSame(story, whole);
        assertSame(story, overtaken);
    }

    @ParameterizedTest
    @EnumSource
    void comesToTheSameInAnyOrderAndRepetition(Story story) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            List<String> deliveries = new ArrayList<>();
            for (String delivery : story.deliveries) {
                deliveries.add(delivery);
                for (int i = random.nextInt(3); i > 0; i--) {
                    deliveries.addAll(fromTheOther(delivery));
                }
            }
            Collections.shuffle(deliveries, random);

            try {
                assertSame(story, deliveries);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
    }

    @Test
    void whatTheOtherSaysIsNoCopy() {
        List<String> other = fromTheOther(group(firing(A, T10), firing(B, T10)));

        assertThat(other)
                .hasSize(2)
                .allSatisfy(delivery -> assertThat(delivery)
                        .contains("am-2.other.example", "control-plane", "instance=")
                        .doesNotContain("am-1", "\"spillway\""));
        assertThat(other.getFirst()).contains(B).doesNotContain(A);
    }

    @Test
    void aStaleCopyAfterTheEndIsFlaggedAndFires() {
        Told told = new Told(List.of(group(firing(A, T10)), group(resolved(A, T10, T20)), group(firing(A, T10))));

        assertThat(told.isAmbiguous()).isTrue();
        assertThat(told.state()).isEqualTo("A firing 10");
    }
}
