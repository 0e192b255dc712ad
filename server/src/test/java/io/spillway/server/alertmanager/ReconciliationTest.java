package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Alert.Mute;
import io.spillway.server.alert.AlertStore.Versioned;
import io.spillway.server.alert.ListedAlert;
import io.spillway.server.alert.Notices;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.alertmanager.Reconciliation.Drift;
import io.spillway.server.alertmanager.Reconciliation.Facts;
import io.spillway.server.alertmanager.Reconciliation.Memory;
import io.spillway.server.alertmanager.Reconciliation.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Reconciler.Bounds BOUNDS =
            new Reconciler.Bounds(Duration.ofSeconds(30), Duration.ofMinutes(6), () -> Duration.ofMinutes(5));
    private static final String F = "0123456789abcdef";

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private static Alert firing(long from) {
        return Notices.firing(F, at(from)).toAlert(at(from + 1));
    }

    private static Alert resolved(long from, long to) {
        return Notices.resolved(F, at(from), at(to)).toAlert(at(to + 1));
    }

    /* Ended at 40 by one notice, firing since 10 by a later one. */
    private static Alert doubted() {
        Alert firing = firing(10);
        return new Alert(
                F,
                Alert.Status.FIRING,
                firing.labels(),
                firing.annotations(),
                firing.startsAt(),
                null,
                firing.receivedAt(),
                null,
                new Alert.Doubt(at(10), at(40)),
                null);
    }

    private static ListedAlert listed(long from, @Nullable Mute mute) {
        return new ListedAlert(Notices.firing(F, at(from)), mute);
    }

    private static Plan decide(List<Alert> known, boolean trusted, Memory before, ListedAlert... listed) {
        return decide(at(100), known, trusted, before, listed);
    }

    private static Plan decide(Instant now, List<Alert> known, boolean trusted, Memory before, ListedAlert... listed) {
        Map<String, ListedAlert> list = Arrays.stream(listed)
                .collect(Collectors.toMap(each -> each.notice().fingerprint(), each -> each));
        List<Versioned> versions =
                known.stream().map(alert -> new Versioned(alert, 7)).toList();
        return Reconciliation.decide(new Facts(versions, list, list.keySet(), trusted), before, BOUNDS, now);
    }

    @Test
    void endsAGhostWhenItIsMissedTwiceInARow() {
        Plan first = decide(List.of(firing(10)), true, Memory.NONE);
        Plan tooSoon = decide(at(129), List.of(firing(10)), true, first.memory());
        Plan second = decide(at(130), List.of(firing(10)), true, tooSoon.memory());

        assertThat(first.changes()).isEmpty();
        assertThat(tooSoon.changes()).isEmpty();
        assertThat(first.drift()).isEqualTo(new Drift(1, 0, 0));
        assertThat(second.changes()).hasSize(1).allSatisfy(change -> {
            assertThat(change.version()).isEqualTo(7);
            assertThat(change.alert().isFiring()).isFalse();
            assertThat(change.alert().endsAt()).isEqualTo(at(11));
        });
    }

    @Test
    void countsOnlyMissesInARow() {
        Plan first = decide(List.of(firing(10)), true, Memory.NONE);
        Plan listed = decide(List.of(firing(10)), true, first.memory(), listed(10, null));
        Plan unknown = decide(List.of(firing(10)), false, first.memory());

        assertThat(decide(at(130), List.of(firing(10)), true, listed.memory()).changes())
                .isEmpty();
        assertThat(decide(at(130), List.of(firing(10)), true, unknown.memory()).changes())
                .isEmpty();
    }

    @Test
    void waitsForOneMoreTurnAfterTheClockWasSetBack() {
        Memory ahead = new Memory(Map.of(F, at(3_700)), Map.of());

        Plan first = decide(List.of(firing(10)), true, ahead);
        Plan second = decide(at(130), List.of(firing(10)), true, first.memory());

        assertThat(first.changes()).isEmpty();
        assertThat(second.changes()).hasSize(1);
    }

    @Test
    void endsNothingByAListThatCannotBeTrusted() {
        Memory missed = new Memory(Map.of(F, at(10)), Map.of());

        Plan plan = decide(List.of(firing(10)), false, missed);
        Plan doubt = decide(List.of(doubted()), false, missed);

        assertThat(plan.changes()).isEmpty();
        assertThat(doubt.changes()).isEmpty();
        assertThat(plan.drift()).isEqualTo(new Drift(0, 0, 0));
    }

    @Test
    void endsADoubtedAlertAtOnceWithTheEndThatWasReceived() {
        Plan plan = decide(List.of(doubted()), true, Memory.NONE);

        assertThat(plan.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change.alert().endsAt()).isEqualTo(at(40)));
    }

    @Test
    void confirmsADoubtedAlertThatIsListedWhetherTheListCanBeTrustedOrNot() {
        Plan plan = decide(List.of(doubted()), false, Memory.NONE, listed(10, null));

        assertThat(plan.changes()).hasSize(1).allSatisfy(change -> {
            assertThat(change.alert().isFiring()).isTrue();
            assertThat(change.alert().isAmbiguous()).isFalse();
            assertThat(change.alert().receivedAt()).isEqualTo(at(100));
        });
    }

    @Test
    void marksWhatIsMutedAndKeepsItFiring() {
        Plan plan = decide(List.of(firing(10)), true, Memory.NONE, listed(10, new Mute(1, 0)));
        Plan again =
                decide(List.of(firing(10).withMute(new Mute(1, 0))), true, Memory.NONE, listed(10, new Mute(1, 0)));
        Plan noLonger = decide(List.of(firing(10).withMute(new Mute(1, 0))), true, Memory.NONE, listed(10, null));

        assertThat(plan.changes()).hasSize(1).allSatisfy(change -> {
            assertThat(change.alert().isFiring()).isTrue();
            assertThat(change.alert().mute()).isEqualTo(new Mute(1, 0));
        });
        assertThat(plan.drift()).isEqualTo(new Drift(0, 0, 1));
        assertThat(again.changes()).isEmpty();
        assertThat(noLonger.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change.alert().isMuted()).isFalse());
    }

    @Test
    void takesInWhatIsNotKnownUnlessAPersonSilencedIt() {
        Plan plan = decide(List.of(), false, Memory.NONE, listed(10, null));
        Plan inhibited = decide(List.of(), false, Memory.NONE, listed(10, new Mute(0, 1)));
        Plan silenced = decide(List.of(), false, Memory.NONE, listed(10, new Mute(1, 0)));

        assertThat(plan.changes())
                .containsExactly(new Versioned(Notices.firing(F, at(10)).toAlert(at(100)), 0));
        assertThat(plan.drift()).isEqualTo(new Drift(0, 1, 0));
        assertThat(inhibited.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change.alert().isMuted()).isTrue());
        assertThat(silenced.changes()).isEmpty();
    }

    @Test
    void takesTheNextEpisodeInAtOnceAndTheEndedOneOnlyWhenItIsListedTwice() {
        Plan next = decide(List.of(resolved(10, 20)), true, Memory.NONE, listed(21, null));
        Plan first = decide(List.of(resolved(10, 20)), true, Memory.NONE, listed(10, null));
        Plan tooSoon = decide(at(101), List.of(resolved(10, 20)), true, first.memory(), listed(10, null));
        Plan second = decide(at(130), List.of(resolved(10, 20)), true, tooSoon.memory(), listed(10, null));

        assertThat(next.changes()).hasSize(1);
        assertThat(first.changes()).isEmpty();
        assertThat(tooSoon.changes()).isEmpty();
        assertThat(second.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change.alert().isFiring()).isTrue());
    }

    @Test
    void reopensWhatWasResolvedOnlyIfEveryMemberListsIt() {
        Memory listedBefore = new Memory(Map.of(), Map.of(F, at(10)));
        Facts byOne =
                new Facts(List.of(new Versioned(resolved(10, 20), 7)), Map.of(F, listed(10, null)), Set.of(), true);

        Plan plan = Reconciliation.decide(byOne, listedBefore, BOUNDS, at(100));

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.memory()).isEqualTo(Memory.NONE);
    }

    @Test
    void refreshesAnAlertWhoseLeaseRanOut() {
        Alert old = Notices.firing(F, at(-1000)).toAlert(at(-900));

        Plan plan = decide(List.of(old), true, Memory.NONE, listed(-1000, null));

        assertThat(plan.changes())
                .hasSize(1)
                .allSatisfy(change -> assertThat(change.alert().receivedAt()).isEqualTo(at(100)));
    }

    @Test
    void leavesTheWatchdogAlone() {
        Map<String, String> labels = Map.of("alertname", Watchdog.ALERT_NAME);
        Alert known = Notices.firing(F, at(10), labels).toAlert(at(11));
        ListedAlert unknown = new ListedAlert(Notices.firing(F, at(10), labels), null);

        Memory missed = new Memory(Map.of(F, at(10)), Map.of());

        assertThat(decide(List.of(known), true, missed).changes()).isEmpty();
        assertThat(decide(List.of(), true, Memory.NONE, unknown).changes()).isEmpty();
    }
}
