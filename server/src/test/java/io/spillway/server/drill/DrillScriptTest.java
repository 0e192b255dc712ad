package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.Notices;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drill against a loop that does what it is told: what is due next, what ends it, and what is proven then. */
final class DrillScriptTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final DrillId ID = new DrillId("01KAQF5E0000000000000000AA");

    private Instant now = START;
    private Drill drill = DrillsInMemory.underWay(ID, START);
    private Canaries canaries = Canaries.NONE;
    private int runs;
    private int underTier;
    private @Nullable Instant breached;
    private @Nullable Instant firstShed;
    private @Nullable Instant admitted;
    private @Nullable Alert alert;
    private @Nullable ScopeStatus scope;
    private Sight.Beside beside = new Sight.Beside(List.of(), List.of(), null);
    private @Nullable AbortRequest abort;

    private Drill after(Duration time) {
        now = now.plus(time);
        drill = DrillScript.next(
                drill,
                new Sight(
                        now,
                        new Sight.Tally(canaries, runs, underTier, breached, breached, firstShed, admitted),
                        alert,
                        scope,
                        Duration.ofMinutes(5),
                        beside,
                        abort));
        return drill;
    }

    private Drill after(int seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    private static Alert alert(Instant startsAt, @Nullable Instant endsAt, Instant receivedAt) {
        InMemoryAlertStore store = new InMemoryAlertStore();
        new AlertIntake(store, () -> receivedAt, List.of())
                .accept(List.of(
                        endsAt == null
                                ? Notices.firing("0123456789abcdef", startsAt)
                                : Notices.resolved("0123456789abcdef", startsAt, endsAt)));
        return store.all().getFirst().alert();
    }

    private static ScopeStatus tier(State state, double intensity, Instant since, @Nullable Instant until) {
        return new ScopeStatus(CanaryType.SCOPE, Tier.L1, state, intensity, since, until, "why", "f", null);
    }

    private void toTheAlert() {
        runs = 1_250;
        canaries = new Canaries(1_250, 0, 0, 0, 0, 0, 120);
        after(63);
        breached = now.plusSeconds(2);
        canaries = new Canaries(1_300, 0, 0, 12, 0, 0, 125);
        after(3);
    }

    private void toTheTier() {
        toTheAlert();
        alert = alert(now.plusSeconds(38), null, now.plusSeconds(39));
        scope = tier(State.ENGAGED, 1, now.plusSeconds(39), now.plusSeconds(1_839));
        after(40);
    }

    private void toTheEndOfTheAlert() {
        toTheTier();
        firstShed = now;
        canaries = new Canaries(2_300, 1, 0, 100, 12, 0, 125);
        underTier = 25;
        after(2);
        canaries = new Canaries(9_000, 1, 0, 100, 700, 0, 125);
        alert = alert(now.minusSeconds(40), now.plusSeconds(310), now.plusSeconds(320));
        after(320);
    }

    private void release() {
        after(1_500);
        double[] steps = {0.75, 0.5, 0.25};
        for (double step : steps) {
            scope = tier(State.RECOVERING, step, now, now.plusSeconds(30));
            after(30);
        }
        scope = null;
        after(30);
    }

    @Test
    void goesThroughEachPhaseAsTheLoopGoesOn() {
        toTheTier();

        assertThat(drill.phase()).isEqualTo(Phase.SHED);
        assertThat(drill.timeline().phases().keySet())
                .containsExactlyInAnyOrder(Phase.BASELINE, Phase.BREACH, Phase.ALERT, Phase.ENGAGED, Phase.SHED);
        assertThat(drill.timeline().of(Mark.HEARD)).contains(START.plusSeconds(105));
    }

    @Test
    void isDoneWhenEveryPromiseHeld() {
        toTheEndOfTheAlert();
        assertThat(drill.phase()).isEqualTo(Phase.RESOLVED);

        release();
        assertThat(drill.phase()).isEqualTo(Phase.RELEASED);
        admitted = now.plusSeconds(1);
        after(1);

        assertThat(drill.phase()).as(drill.why()).isEqualTo(Phase.DONE);
        assertThat(DrillReport.of(drill).promises())
                .extracting(DrillReport.Finding::verdict)
                .containsOnly(Verdict.HELD);
        assertThat(drill.facts().steps()).containsExactly(0.75, 0.5, 0.25);
    }

    @Test
    void saysThatTheReleaseIsComputedWhereItsTimeEndsDuringTheHold() {
        toTheEndOfTheAlert();
        scope = tier(State.ENGAGED, 1, now, now.plus(Duration.ofMinutes(61)));

        after(Duration.ofHours(1));

        assertThat(drill.phase()).as(drill.why()).isEqualTo(Phase.DONE);
        assertThat(DrillReport.of(drill).promises())
                .filteredOn(each -> each.verdict() == Verdict.COMPUTED)
                .extracting(DrillReport.Finding::promise)
                .containsExactly(Promise.HOLD, Promise.STEPS);
    }

    @ParameterizedTest
    @EnumSource(names = {"LATCHED", "FROZEN", "MANUAL_HOLD"})
    void failsWhereTheTierDoesNotGoByItself(State state) {
        toTheEndOfTheAlert();
        scope = tier(state, 1, now, null);

        after(Duration.ofHours(1));

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why()).contains(state.name());
        assertThat(DrillReport.of(drill).promises())
                .extracting(DrillReport.Finding::verdict)
                .doesNotContain(Verdict.COMPUTED);
    }

    @Test
    void failsWhereTheReleaseIsLate() {
        toTheEndOfTheAlert();
        scope = tier(State.ENGAGED, 1, now, now.plus(Duration.ofMinutes(54)));

        after(Duration.ofHours(1));

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why()).contains("its release has not begun");
    }

    @Test
    void provesNothingWhereItsTimeEndsBeforeTheNumbersWereGoodForLongEnough() {
        toTheEndOfTheAlert();
        scope = tier(State.ENGAGED, 1, now, now.plus(Duration.ofMinutes(56)));

        after(Duration.ofHours(1));

        assertThat(drill.phase()).isEqualTo(Phase.ABORTED);
        assertThat(drill.why()).contains("RESOLVED");
    }

    @Test
    void failsWhereTheReleaseComesBeforeTheEndOfTheHold() {
        toTheEndOfTheAlert();
        scope = tier(State.RECOVERING, 0.75, now, now.plusSeconds(30));
        after(1);
        scope = tier(State.RECOVERING, 0.5, now, now.plusSeconds(30));
        after(30);
        scope = null;
        admitted = now.plusSeconds(31);
        after(30);
        after(1);

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why()).contains("before the end of the hold");
    }

    @Test
    void failsWhereTheAlertFiresWithoutACause() {
        alert = alert(START, null, START.plusSeconds(1));

        after(2);

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why()).contains("before any canary failed");
    }

    @Test
    void failsWhereTheAlertFiresBeforeItsThreshold() {
        toTheAlert();
        Instant early = now.minusSeconds(10);
        alert = alert(early, null, now);
        scope = tier(State.ENGAGED, 1, now, now.plusSeconds(1));
        after(1);

        assertThat(DrillReport.of(drill).promises().getFirst().verdict()).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void namesTheHopThatDoesNotCome() {
        toTheAlert();

        after(134);
        assertThat(drill.phase()).isEqualTo(Phase.ALERT);
        beside = new Sight.Beside(List.of(), List.of(), "the watchdog is silent");
        after(2);

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why())
                .startsWith("No webhook about the canary's alert came within 135 s")
                .endsWith("By now the watchdog is silent.");
    }

    @Test
    void failsWhereNothingIsShed() {
        toTheTier();

        after(61);

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(drill.why()).startsWith("Under the tier 0 sheddable canaries were refused");
    }

    @Test
    void failsInADryRun() {
        toTheAlert();
        alert = alert(now, null, now);
        scope = tier(State.OBSERVE, 1, now, null);

        after(1);

        assertThat(drill.why()).contains("only observed", "nothing is shed");
    }

    @Test
    void endsAtOnceForATierElsewhereInAnyPhase() {
        toTheTier();
        beside = new Sight.Beside(List.of("core at L2"), List.of(), null);

        after(1);

        assertThat(drill.phase()).isEqualTo(Phase.ABORTED);
        assertThat(drill.why()).contains("core at L2");
    }

    @Test
    void endsForAPersonAndForItsTime() {
        abort = new AbortRequest(ID, "ada", "enough");
        assertThat(after(1).why()).isEqualTo("ada stopped it: enough");

        DrillScriptTest other = new DrillScriptTest();
        other.toTheAlert();
        other.drill = other.drill.enter(Phase.ALERT, START.plus(Duration.ofMinutes(59)));
        other.now = START.plus(Duration.ofMinutes(59));
        other.after(61);

        assertThat(other.drill.phase()).isEqualTo(Phase.ABORTED);
        assertThat(other.drill.why()).contains("60 min", "ALERT");
    }
}
