package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook was answered 200 for outlives the server that dies in the same moment, and its Redis. */
@Packaged
@Timeout(180)
final class DurableWebhookTest {

    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void whatWasAnsweredIsThereAfterAKillInThatMoment() {
        Instant startsAt = Instant.now();
        ServerProcess server = ServerProcess.start(ServerSetup.in(folder).with("degrade.l1.min-hold", "10m"));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                ControlAlert alert = ControlAlert.ofService("durable-" + round);

                Api.Answer answer = server.webhook()
                        .send("POST", "/api/v1/alertmanager", ControlAlert.body(List.of(alert.firing(startsAt))));
                server.kill();
                server.redis().kill();

                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                server = server.restart();
                Api api = server.api();
                assertThat(status(api, alert)).as("the alert of round " + round).isEqualTo("firing");
                Await.until(
                        "its tier",
                        LIMIT,
                        () -> api.degradation(alert.written()).tier().equals("L1"));
            }
        } finally {
            server.close();
        }
    }

    private static String status(Api api, ControlAlert alert) {
        for (JsonNode each : api.alerts()) {
            if (each.path("fingerprint").asText().equals(alert.fingerprint())) {
                return each.path("status").asText();
            }
        }
        return "none";
    }
}
