package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Waterfall.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two Alertmanagers that gossip, and both call: one engagement and one release. One of them is enough. */
@Packaged
@Alone
@Timeout(300)
final class TwoAlertmanagersTest {

    private static final String FAILED = "spillway_tasks_total{type=\"probe-fail\",outcome=\"failed\"}";

    private final Waterfall waterfall = new Waterfall();

    @TempDir
    Path folder;

    @Test
    void bothCallAndTheTierIsEngagedOnceAndReleasedOnceThoughOneDies() throws IOException {
        ServerSetup setup = ServerSetup.in(folder).with("degrade.l2.min-hold", "5s");
        try (RealLoop loop = RealLoop.start(folder, setup, 2)) {
            Await.until(
                    "a cluster of two",
                    Duration.ofSeconds(30),
                    () -> loop.alertmanagers().stream().allMatch(each -> each.members() == 2));
            loop.awaitSighted();
            loop.core().fail(true);
            engages(loop);
            Await.until("the alert from both Alertmanagers", Duration.ofSeconds(20), loop::eachHasDelivered);
            Await.until("its entry in the audit log", Duration.ofSeconds(5), () -> loop.engagements() == 1);

            loop.alertmanagers().getFirst().kill();
            Await.holds(
                    "tier L2",
                    Duration.ofSeconds(3),
                    () -> loop.api().degradation("core").tier().equals("L2"));
            loop.core().fail(false);
            loop.awaitTier("NONE");

            assertThat(loop.engagements()).isOne();
            assertThat(loop.releases()).isOne();
        }
        String picture = waterfall + ProductionPace.read().after(waterfall);
        System.out.println(picture);
        Files.writeString(Project.TARGET.resolve("waterfall-two-alertmanagers.txt"), picture);
    }

    private void engages(RealLoop loop) {
        Await.until("tier L2 of the core path; so far " + waterfall, Duration.ofSeconds(60), () -> {
            waterfall.markIfKnown(Step.BREACH, () -> breach(loop.api()));
            waterfall.markIfKnown(Step.SCRAPE, () -> loop.prometheus().scrapedAboveZero(FAILED));
            waterfall.markIfKnown(Step.ALERT, () -> ofControlAlert(loop.api(), "startsAt"));
            waterfall.markIfKnown(Step.WEBHOOK, () -> ofControlAlert(loop.api(), "receivedAt"));
            waterfall.markIfKnown(Step.TIER, () -> engaged(loop.api()));
            return waterfall.has(Step.TIER) && waterfall.has(Step.WEBHOOK) && waterfall.has(Step.SCRAPE);
        });
    }

    private static Optional<Instant> breach(Api api) {
        double failed = api.metrics().sum("spillway_tasks_total", "type", "probe-fail", "outcome", "failed");
        return failed > 0 ? Optional.of(Instant.now()) : Optional.empty();
    }

    private static Optional<Instant> engaged(Api api) {
        Api.Scope core = api.degradation("core");
        return core.tier().equals("L2") ? Optional.of(Instant.parse(core.since())) : Optional.empty();
    }

    private static Optional<Instant> ofControlAlert(Api api, String field) {
        for (JsonNode alert : api.alerts()) {
            JsonNode labels = alert.path("labels");
            if (labels.path("alertname").asText().equals("CorePathErrorRateHigh")
                    && labels.path("purpose").asText().equals("control")
                    && alert.hasNonNull(field)) {
                return Optional.of(Instant.parse(alert.path(field).asText()));
            }
        }
        return Optional.empty();
    }
}
