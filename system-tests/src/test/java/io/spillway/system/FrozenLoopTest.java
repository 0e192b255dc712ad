package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without Prometheus every alert ends by itself, and that releases nothing. */
@Packaged
@Timeout(300)
final class FrozenLoopTest {

    private static final Duration HOLD = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aTierIsFrozenWhilePrometheusIsDeadAndReleasedOnceItSeesAgain() {
        ServerSetup setup = ServerSetup.in(folder).with("degrade.l2.min-hold", HOLD.toSeconds() + "s");
        try (RealLoop loop = RealLoop.start(folder, setup, 1)) {
            loop.awaitSighted();
            loop.core().fail(true);
            loop.awaitTier("L2");

            loop.prometheus().kill();
            loop.core().fail(false);
            loop.awaitState("FROZEN");
            double frozen = loop.api().degradation("core").intensity();
            assertThat(frozen).isPositive();
            Await.until(
                    "an alert that Alertmanager takes for resolved",
                    Duration.ofSeconds(30),
                    () -> !loop.alertmanagers().getFirst().holds("CorePathErrorRateHigh"));
            Await.holds("a frozen L2", HOLD.plusSeconds(5), () -> {
                Api.Scope core = loop.api().degradation("core");
                return core.state().equals("FROZEN") && core.tier().equals("L2") && core.intensity() == frozen;
            });
            assertThat(loop.releases()).isZero();

            loop.restartPrometheus();
            loop.awaitState("ENGAGED");
            loop.awaitState("RECOVERING");
            loop.awaitTier("NONE");

            assertThat(loop.engagements()).isOne();
            assertThat(loop.api().audited("degradation.resume", "core")).isOne();
            assertThat(loop.releases()).isOne();
        }
    }
}
