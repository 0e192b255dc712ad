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

/** Two Alertmanagers that gossip, and both call, also once neither hears of the other: one engagement and one release. */
@Packaged
@Alone
@Timeout(300)
final class TwoAlertmanagersTest {

    private static final String FAILED = "spillway_tasks_total{type=\"probe-fail\",outcome=\"failed\"}";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Waterfall waterfall = new Waterfall();

    @TempDir
    Path folder;

    @Test
    void bothCallAndTheTierIsEngagedOnceAndReleasedOnceThoughTheyLoseEachOther() throws IOException {
        ServerSetup setup = ServerSetup.in(folder).with("degrade.l2.min-hold", "5s");
        try (RealLoop loop = RealLoop.start(folder, setup, 2)) {
            Await.until(
                    "a cluster of two",
                    Duration.ofSeconds(30),
                    () -> loop.alertmanagers().stream().allMatch(each -> each.members() == 2));
            loop.awaitSighted();
            loop.core().fail(true);
            engages(loop);
            Await.until("its entry in the audit log", Duration.ofSeconds(5), () -> loop.engagements() == 1);

            String since = loop.api().degradation("core").since();

            loop.cutOff(0);
            Await.until(
                    "no cluster any more",
                    LIMIT,
                    () -> loop.alertmanagers().stream().allMatch(each -> each.members() == 1));
            Await.until(
                    "a call of each that the alert fires",
                    LIMIT,
                    () -> taken(loop, 0, "firing") > 0 && taken(loop, 1, "firing") > 0);
            assertThat(loop.api().degradation("core").tier()).isEqualTo("L2");
            assertThat(loop.api().degradation("core").since()).isEqualTo(since);

            loop.core().fail(false);
            Await.until(
                    "a call of each that it is over",
                    LIMIT,
                    () -> taken(loop, 0, "resolved") > 0 && taken(loop, 1, "resolved") > 0);
            loop.awaitTier("NONE");

            assertThat(loop.engagements()).isOne();
            assertThat(loop.releases()).isOne();
        }
        String picture = waterfall + ProductionPace.read().after(waterfall);
        System.out.println(picture);
        Files.writeString(Project.TARGET.resolve("waterfall-two-alertmanagers.txt"), picture);
    }

    private static int taken(RealLoop loop, int member, String status) {
        return loop.couriers().get(member).taken(status, "CorePathErrorRateHigh");
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
