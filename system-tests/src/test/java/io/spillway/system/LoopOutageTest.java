package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tier outlives the death of each part of the loop, and is engaged once; so does an alert that was just acknowledged. */
@Packaged
@Timeout(300)
final class LoopOutageTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aTierStaysThroughTheDeathOfAlertmanagerAndOfTheServer() {
        ServerSetup setup = ServerSetup.in(folder).with("degrade.l2.min-hold", "10m");
        try (RealLoop loop = RealLoop.start(folder, setup, 1)) {
            loop.awaitSighted();
            loop.core().fail(true);
            loop.awaitTier("L2");
            String since = loop.api().degradation("core").since();

            loop.restartAlertmanager(0);
            Await.until(
                    "the alert in the new Alertmanager",
                    LIMIT,
                    () -> loop.alertmanagers().getFirst().holds("CorePathErrorRateHigh"));
            Await.holds("tier L2", Duration.ofSeconds(3), () -> isEngaged(loop));

            Acknowledged alert = Acknowledged.by(loop);
            loop.restartServer();
            assertThat(loop.api().degradation("core").tier())
                    .as("the tier at the first answer of the new server")
                    .isEqualTo("L2");
            alert.isKept(loop.api());
            Await.until(
                    "the core path's numbers of the new server",
                    LIMIT,
                    () -> loop.prometheus().isTrue("core:task_errors:ratio_rate1m > 0.1"));
            Await.holds("tier L2", Duration.ofSeconds(3), () -> isEngaged(loop));

            assertThat(loop.api().degradation("core").since()).isEqualTo(since);
            assertThat(loop.engagements()).isOne();
            assertThat(loop.releases()).isZero();
            assertThat(loop.api()
                            .get("/api/v1/audit?verify=true")
                            .path("chain")
                            .path("intact")
                            .asBoolean())
                    .isTrue();
        }
    }

    /** An alert for which the server has said 200, and nothing else yet. */
    private record Acknowledged(ControlAlert alert, Instant startsAt) {

        static Acknowledged by(RealLoop loop) {
            ControlAlert alert = ControlAlert.ofService("probe-noop");
            Instant startsAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            String body = ControlAlert.body(List.of(alert.firing(startsAt)));
            Api.Answer answer = loop.webhook().send("POST", "/api/v1/alertmanager", body);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return new Acknowledged(alert, startsAt);
        }

        void isKept(Api api) {
            assertThat(api.alerts())
                    .filteredOn(each -> each.path("fingerprint").asText().equals(alert.fingerprint()))
                    .as("the alert that was acknowledged, at the first answer of the new server")
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.path("status").asText()).isEqualTo("firing");
                        assertThat(Instant.parse(each.path("startsAt").asText()))
                                .isEqualTo(startsAt);
                    });
            Await.until("its tier", LIMIT, () -> alert.isInForce(api));
            assertThat(api.audited("degradation.engage", alert.written())).isPositive();
        }
    }

    private static boolean isEngaged(RealLoop loop) {
        return loop.api().degradation("core").tier().equals("L2");
    }
}
