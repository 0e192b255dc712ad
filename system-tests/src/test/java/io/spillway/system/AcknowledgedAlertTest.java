package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Alertmanager was told is taken must be: it does not say it again before the next repeat interval. */
@Packaged
@Timeout(180)
final class AcknowledgedAlertTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MANY = 1_000;

    @TempDir
    Path folder;

    private final Queue<ControlAlert> answered = new ConcurrentLinkedQueue<>();

    @Test
    void eachAlertThatWasAnsweredWith200OutlivesTheServerAndItsRedisThatAreKilledAtOnce() throws InterruptedException {
        Instant startsAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (ServerProcess killed = ServerProcess.start(ServerSetup.in(folder))) {
            Pid redis = killed.redis();
            Thread sender = Thread.ofVirtual().start(() -> sendUntilItDies(killed.webhook(), startsAt));
            Await.until("alerts that were answered", LIMIT, () -> answered.size() >= 20);

            killed.kill();
            redis.kill();

            assertThat(sender.join(LIMIT)).as("the sender's end").isTrue();
            List<ControlAlert> sent = new ArrayList<>(answered);
            assertThat(sent).as("killed in the middle").hasSizeLessThan(MANY);
            try (ServerProcess again = killed.restart()) {
                assertThat(firing(again.api(), startsAt)).containsAll(fingerprints(sent));
                ControlAlert last = sent.getLast();
                Await.until(
                        "a tier for each, the last of them " + last.written(),
                        LIMIT,
                        () -> engaged(again.api()).containsAll(written(sent)));
                assertThat(sent)
                        .allSatisfy(alert -> assertThat(again.api().audited("degradation.engage", alert.written()))
                                .as("entries of " + alert.written())
                                .isOne());
            }
        }
    }

    private void sendUntilItDies(Api webhook, Instant startsAt) {
        try {
            for (int i = 0; i < MANY; i++) {
                ControlAlert alert = ControlAlert.ofService("acknowledged-" + i);
                String body = ControlAlert.body(List.of(alert.firing(startsAt)));
                if (webhook.send("POST", "/api/v1/alertmanager", body).status() != 200) {
                    return;
                }
                answered.add(alert);
            }
        } catch (UncheckedIOException dead) {
            // That one was not answered.
        }
    }

    private static Set<String> firing(Api api, Instant startsAt) {
        Set<String> firing = new HashSet<>();
        for (JsonNode alert : api.alerts()) {
            if (alert.path("status").asText().equals("firing")
                    && Instant.parse(alert.path("startsAt").asText()).equals(startsAt)) {
                firing.add(alert.path("fingerprint").asText());
            }
        }
        return firing;
    }

    private static Set<String> engaged(Api api) {
        Set<String> engaged = new HashSet<>();
        for (JsonNode scope : api.get("/api/v1/degradation").path("scopes")) {
            if (scope.path("tier").asText().equals("L1")) {
                engaged.add(scope.path("scope").asText());
            }
        }
        return engaged;
    }

    private static List<String> fingerprints(List<ControlAlert> alerts) {
        return alerts.stream().map(ControlAlert::fingerprint).toList();
    }

    private static List<String> written(List<ControlAlert> alerts) {
        return alerts.stream().map(ControlAlert::written).toList();
    }
}
