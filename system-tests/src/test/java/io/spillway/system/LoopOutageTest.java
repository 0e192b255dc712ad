package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tier outlives the death of each part of the loop, and is engaged once. */
@Packaged
@Timeout(300)
final class LoopOutageTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aTierStaysThroughTheDeathOfAlertmanagerAndOfTheServer() {
        ServerSetup setup = ServerSetup.in(folder).with("degrade.l2.min-hold", "10m");
        try (RealLoop loop = RealLoop.startReconciling(folder, setup)) {
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

            loop.restartServer();
            assertThat(loop.api().degradation("core").tier())
                    .as("the tier at the first answer of the new server")
                    .isEqualTo("L2");
            Await.until(
                    "the core path's numbers of the new server",
                    LIMIT,
                    () -> loop.prometheus().isTrue("core:task_errors:ratio_rate1m > 0.1"));
            decidesAndReconciles(loop);

            assertThat(isEngaged(loop)).isTrue();

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

    /** At least once more: only a decision about all scopes ends a switch whose time is over. */
    private static void decidesAndReconciles(RealLoop loop) {
        Api.Answer brief = loop.api().engage("service:probe-noop", "L1", "for a second", Duration.ofSeconds(1));
        assertThat(brief.status()).as(brief.body()).isEqualTo(200);
        Await.until(
                "the end of a switch",
                LIMIT,
                () -> loop.api().audited("degradation.release", "service:probe-noop") == 1);
        AtomicReference<Double> oldest = new AtomicReference<>(age(loop));
        Await.until("a reconciliation", LIMIT, () -> {
            double now = age(loop);
            return now < oldest.getAndSet(now);
        });
        assertThat(loop.api().metrics().sum("spillway_alert_reconcile_drift")).isZero();
    }

    private static double age(RealLoop loop) {
        return loop.api().metrics().sum("spillway_alert_reconcile_age_seconds");
    }

    private static boolean isEngaged(RealLoop loop) {
        return loop.api().degradation("core").tier().equals("L2");
    }
}
