package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SettleDoubtsTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(6);
    private static final String F = "0123456789abcdef";

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final AlertIntake intake = new AlertIntake(store, clock, List.of());
    private final Alerts alerts = new Alerts(store);
    private final SettleDoubts settling = new SettleDoubts(store, LEASE, clock);

    @BeforeEach
    void doubt() {
        intake.accept(List.of(
                Notices.resolved(F, T0.minusSeconds(60), T0.minusSeconds(10)), Notices.firing(F, T0.minusSeconds(60))));
    }

    private void hearWatchdog() {
        intake.accept(List.of(
                Notices.firing("00000000000000d0", T0.minusSeconds(600), Map.of("alertname", Watchdog.ALERT_NAME))));
    }

    @Test
    void endsADoubtedAlertOnceTheWatchdogIsHeardAfterItsRepetitionWasDue() {
        clock.advance(LEASE);
        hearWatchdog();
        List<Alert> early = settling.runOnce();
        clock.advance(Duration.ofSeconds(1));
        hearWatchdog();

        List<Alert> late = settling.runOnce();

        assertThat(early).isEmpty();
        assertThat(late).hasSize(1).allSatisfy(alert -> {
            assertThat(alert.isFiring()).isFalse();
            assertThat(alert.endsAt()).isEqualTo(T0.minusSeconds(10));
        });
    }

    @Test
    void keepsWhatIsRepeated() {
        clock.advance(Duration.ofMinutes(5));
        intake.accept(List.of(Notices.firing(F, T0.minusSeconds(60))));
        clock.advance(Duration.ofMinutes(5));
        hearWatchdog();

        assertThat(settling.runOnce()).isEmpty();
        assertThat(alerts.all()).filteredOn(Alert::isAmbiguous).hasSize(1);
    }

    @Test
    void keepsEverythingWhileTheWatchdogIsSilentOrWasNeverHeard() {
        clock.advance(LEASE.multipliedBy(3));
        List<Alert> never = settling.runOnce();
        hearWatchdog();
        intake.accept(List.of(Notices.resolved(
                "00000000000000d0", T0.minusSeconds(600), clock.instant(), Map.of("alertname", Watchdog.ALERT_NAME))));

        assertThat(never).isEmpty();
        assertThat(settling.runOnce()).isEmpty();
    }

    @Test
    void leavesAFiringAlertWithoutDoubtAlone() {
        String other = "fedcba9876543210";
        intake.accept(List.of(Notices.firing(other, T0)));
        clock.advance(LEASE.plusSeconds(1));
        hearWatchdog();

        settling.runOnce();

        assertThat(alerts.firing())
                .filteredOn(alert -> alert.fingerprint().equals(other))
                .hasSize(1)
                .allSatisfy(alert ->
                        assertThat(alert.isStale(LEASE, clock.instant())).isTrue());
    }
}
