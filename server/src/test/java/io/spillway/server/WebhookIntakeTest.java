package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.web.AlertWebhook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebhookIntakeTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final Alerts alerts = new Alerts(store);
    private final List<String> refused = new ArrayList<>();
    private final List<Integer> firingWhenIncomplete = new ArrayList<>();
    private final WebhookIntake webhook = new WebhookIntake(
            new AlertIntake(store, new ManualClock(T0), List.of()),
            refused::add,
            () -> firingWhenIncomplete.add(alerts.firing().size()));

    @Test
    void takesInWhatItCanRead() {
        assertThat(webhook.deliver(body("4", 0))).isEqualTo(new AlertWebhook.Answer.Accepted(1));

        assertThat(alerts.firing()).hasSize(1);
        assertThat(refused).isEmpty();
        assertThat(firingWhenIncomplete).isEmpty();
    }

    @Test
    void whatItCannotReadIsRefusedAndCountedAndChangesNothing() {
        assertThat(webhook.deliver(body("3", 0))).isInstanceOf(AlertWebhook.Answer.Refused.class);

        assertThat(refused).containsExactly("refused");
        assertThat(store.read().revision()).isZero();
    }

    @Test
    void whatCannotBeKeptIsToBeSentAgainAndIsCounted() {
        store.down(true);

        assertThat(webhook.deliver(body("4", 0))).isEqualTo(new AlertWebhook.Answer.Unavailable());

        assertThat(refused).containsExactly("unavailable");
    }

    @Test
    void saysThatAlertsWereLeftOutOnceTheOthersAreKept() {
        webhook.deliver(body("4", 7));

        assertThat(firingWhenIncomplete).containsExactly(1);
    }

    private static byte[] body(String version, int truncated) {
        return """
                {"version":"%s","status":"firing","receiver":"spillway","groupKey":"{}","groupLabels":{},"truncatedAlerts":%d,
                "alerts":[{"status":"firing","labels":{"alertname":"A","purpose":"control","tier":"L2","scope":"core"},
                "annotations":{},"startsAt":"2026-11-23T09:59:00Z","endsAt":"0001-01-01T00:00:00Z",
                "generatorURL":"http://127.0.0.1/","fingerprint":"0123456789abcdef"}]}
                """.formatted(version, truncated).getBytes(StandardCharsets.UTF_8);
    }
}
