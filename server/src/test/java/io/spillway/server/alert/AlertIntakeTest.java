package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AlertIntakeTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final String F = "0123456789abcdef";
    private static final Map<String, String> WATCHDOG = Map.of("alertname", Watchdog.ALERT_NAME);

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final List<AlertEvent> events = new ArrayList<>();
    private final AlertIntake intake = new AlertIntake(store, clock, List.of(events::add));
    private final Alerts alerts = new Alerts(store);

    @Test
    void foldsSeveralNoticesOfOneAlertInOneBatch() {
        AlertIntake.Summary summary = intake.accept(List.of(
                Notices.firing(F, T0.minusSeconds(30)),
                Notices.resolved(F, T0.minusSeconds(30), T0.minusSeconds(20)),
                Notices.firing(F, T0.minusSeconds(10))));

        assertThat(summary.count(NoticeResult.STARTED)).isEqualTo(2);
        assertThat(summary.count(NoticeResult.ENDED)).isEqualTo(1);
        assertThat(alerts.firing()).extracting(Alert::startsAt).containsExactly(T0.minusSeconds(10));
    }

    @Test
    void tellsOfANoticeOnlyOnceItIsDurable() {
        store.down(true);

        assertThatThrownBy(() -> intake.accept(List.of(Notices.firing(F, T0))))
                .isInstanceOf(IntakeUnavailableException.class);
        assertThat(events).isEmpty();

        store.down(false);
        intake.accept(List.of(Notices.firing(F, T0)));
        assertThat(events).containsExactly(new AlertEvent.Received(Notices.firing(F, T0), NoticeResult.STARTED, T0));
    }

    @Test
    void writesNothingForAReplay() {
        intake.accept(List.of(Notices.resolved(F, T0, T0.plusSeconds(1))));
        long revision = store.read().revision();

        AlertIntake.Summary summary =
                intake.accept(List.of(Notices.resolved(F, T0, T0), Notices.resolved(F, T0, T0.plusSeconds(1))));

        assertThat(summary.results()).isEqualTo(Map.of(NoticeResult.STALE, 1, NoticeResult.REPEATED, 1));
        assertThat(store.read().revision()).isEqualTo(revision);
    }

    @Test
    void takesALargeDeliveryInPartsAndAllOfItAgainWhereOnePartFailed() {
        List<AlertNotice> notices = IntStream.range(0, 1_200)
                .mapToObj(i -> Notices.firing(String.format("%016x", i), T0))
                .toList();
        AlertStore failing = new FailingStore(store, 2);

        assertThatThrownBy(() -> new AlertIntake(failing, clock, List.of()).accept(notices))
                .isInstanceOf(IntakeUnavailableException.class);
        int kept = alerts.all().size();
        AlertIntake.Summary again = intake.accept(notices);

        assertThat(kept).isEqualTo(1_000);
        assertThat(again.results()).isEqualTo(Map.of(NoticeResult.REPEATED, 1_000, NoticeResult.STARTED, 200));
        assertThat(alerts.firing()).hasSize(1_200);
    }

    @Test
    void givesUpAfterConflictsWithoutEnd() {
        AlertStore contested = new ContestedStore(Integer.MAX_VALUE);

        AlertIntake contestedIntake = new AlertIntake(contested, clock, List.of());

        assertThatThrownBy(() -> contestedIntake.accept(List.of(Notices.firing(F, T0.plusSeconds(60)))))
                .isInstanceOf(IntakeUnavailableException.class);
    }

    @Test
    void readsAgainAfterAConflict() {
        AlertStore contested = new ContestedStore(3);

        AlertIntake.Summary summary =
                new AlertIntake(contested, clock, List.of()).accept(List.of(Notices.firing(F, T0)));

        assertThat(summary.count(NoticeResult.AMBIGUOUS)).isEqualTo(1);
        assertThat(new Alerts(contested).firing())
                .allSatisfy(alert -> assertThat(alert.isAmbiguous()).isTrue())
                .hasSize(1);
    }

    @Test
    void knowsHowLongTheWatchdogIsSilent() {
        assertThat(alerts.watchdog().isSilent(Duration.ofMinutes(5), T0.plusSeconds(10_000)))
                .as("it was never seen")
                .isFalse();

        intake.accept(List.of(Notices.firing(F, T0.minusSeconds(60), WATCHDOG)));
        clock.advance(Duration.ofMinutes(2));
        intake.accept(List.of(Notices.firing(F, T0.minusSeconds(60), WATCHDOG)));

        Watchdog watchdog = alerts.watchdog();
        assertThat(watchdog.seenAt()).isEqualTo(clock.instant());
        assertThat(watchdog.isSilent(Duration.ofMinutes(5), T0.plus(Duration.ofMinutes(7))))
                .isFalse();
        assertThat(watchdog.isSilent(
                        Duration.ofMinutes(5), T0.plus(Duration.ofMinutes(7)).plusNanos(1)))
                .isTrue();
        assertThat(events).filteredOn(AlertEvent.WatchdogSeen.class::isInstance).hasSize(2);
    }

    @Test
    void takesAWatchdogThatEndedForSilentAtOnce() {
        intake.accept(List.of(Notices.firing(F, T0.minusSeconds(60), WATCHDOG)));
        intake.accept(List.of(Notices.resolved(F, T0.minusSeconds(60), T0, WATCHDOG)));

        assertThat(alerts.watchdog().isSilent(Duration.ofMinutes(5), T0)).isTrue();
    }

    @Test
    void forgetsWhatEndedADayAgoButNotTheWatchdog() {
        String other = "fedcba9876543210";
        String dog = "00000000000000d0";
        intake.accept(List.of(
                Notices.resolved(F, T0.minusSeconds(60), T0),
                Notices.firing(other, T0.minusSeconds(60)),
                Notices.resolved(dog, T0.minusSeconds(60), T0, WATCHDOG)));
        ForgetResolvedAlerts forgetting = new ForgetResolvedAlerts(store, clock);

        clock.advance(Duration.ofHours(24));
        int early = forgetting.runOnce();
        clock.advance(Duration.ofSeconds(1));
        int late = forgetting.runOnce();

        assertThat(early).isZero();
        assertThat(late).isEqualTo(1);
        assertThat(alerts.all()).extracting(Alert::fingerprint).containsExactly(other, dog);
    }

    /** A store that fails from some write on. */
    private record FailingStore(InMemoryAlertStore store, AtomicInteger left) implements AlertStore {

        FailingStore(InMemoryAlertStore store, int writes) {
            this(store, new AtomicInteger(writes));
        }

        @Override
        public Snapshot read() {
            return store.read();
        }

        @Override
        public Map<String, Versioned> find(Collection<String> fingerprints) {
            return store.find(fingerprints);
        }

        @Override
        public boolean write(List<Versioned> alerts) {
            if (left.getAndDecrement() <= 0) {
                throw new IntakeUnavailableException("the disk is full", null);
            }
            return store.write(alerts);
        }

        @Override
        public int forget(List<Versioned> alerts) {
            return store.forget(alerts);
        }
    }

    /** A store in which another node ends the alert before each of the first writes. */
    private static final class ContestedStore implements AlertStore {

        private final InMemoryAlertStore store = new InMemoryAlertStore();
        private int contests;

        ContestedStore(int contests) {
            this.contests = contests;
        }

        @Override
        public Snapshot read() {
            return store.read();
        }

        @Override
        public Map<String, Versioned> find(Collection<String> fingerprints) {
            Map<String, Versioned> found = store.find(fingerprints);
            if (contests > 0) {
                contests--;
                Versioned before = store.find(List.of(F)).getOrDefault(F, new Versioned(ended(), 0));
                store.write(List.of(new Versioned(ended(), before.version())));
            }
            return found;
        }

        private static Alert ended() {
            return Notices.resolved(F, T0, T0.plusSeconds(5)).toAlert(T0);
        }

        @Override
        public boolean write(List<Versioned> alerts) {
            return store.write(alerts);
        }

        @Override
        public int forget(List<Versioned> alerts) {
            return store.forget(alerts);
        }
    }
}
