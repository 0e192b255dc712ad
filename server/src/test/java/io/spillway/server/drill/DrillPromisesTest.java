package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.drill.DrillReport.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each promise can be broken: by one thing that went wrong in a drill where all else went well. */
final class DrillPromisesTest {

    private static final DrillId ID = new DrillId("01KAQF5E0000000000000000AA");
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Drill WELL = DrillsInMemory.passed(ID, START);
    private static final Canaries SEEN = WELL.canaries();
    private static final Facts FACTS = WELL.facts();

    @ParameterizedTest
    @EnumSource
    void isBrokenAloneByWhatGoesWrongWithItAndFailsTheDrill(Promise promise) {
        Drill drill = promise == Promise.FEEDBACK ? withoutAnEndOfTheAlert(SEEN, null) : ended(wrong(promise));

        assertThat(drill.phase()).isEqualTo(Phase.FAILED);
        assertThat(DrillReport.of(drill).promises())
                .filteredOn(each -> each.verdict() == Verdict.BROKEN)
                .extracting(Finding::promise)
                .containsExactly(promise);
        assertThat(DrillReport.of(drill).broken())
                .contains(DrillReport.of(drill).promises().stream()
                        .filter(each -> each.promise() == promise)
                        .map(Finding::detail)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void isDoneWhereNothingGoesWrong() {
        Drill drill = ended(WELL);

        assertThat(drill.phase()).as(drill.why()).isEqualTo(Phase.DONE);
        assertThat(DrillReport.of(drill).promises())
                .extracting(Finding::verdict)
                .containsOnly(Verdict.HELD);
    }

    @Test
    void sheddingThatAddsUpIsNotBlamedForWhatElseKeepsAnAlert() {
        Canaries failing = new Canaries(9_000, 60, 0, 90, 700, 0, 120);
        Canaries unshed = new Canaries(9_000, 0, 0, 90, FACTS.shedBefore(), 0, 120);

        assertThat(verdictOn(Promise.FEEDBACK, withoutAnEndOfTheAlert(failing, null)))
                .isEqualTo(Verdict.OPEN);
        assertThat(verdictOn(Promise.FEEDBACK, withoutAnEndOfTheAlert(unshed, null)))
                .isEqualTo(Verdict.OPEN);
        assertThat(verdictOn(Promise.FEEDBACK, withoutAnEndOfTheAlert(SEEN, "the watchdog is silent")))
                .isEqualTo(Verdict.OPEN);
    }

    @Test
    void whatIsShedAfterTheEndOfTheAlertProvesNothingOfIt() {
        assertThat(verdictOn(Promise.FEEDBACK, WELL.with(FACTS.awaited(FACTS.shedBefore()))))
                .isEqualTo(Verdict.OPEN);
    }

    private static Drill wrong(Promise promise) {
        return switch (promise) {
            case NOT_BEFORE -> moved(Mark.BREACHED, Mark.FIRED, Duration.ofSeconds(1));
            case WEBHOOK -> moved(Mark.FIRED, Mark.HEARD, Duration.ofMillis(-15_001));
            case TIER -> moved(Mark.ENGAGED, Mark.HEARD, Duration.ofMillis(1_001));
            case SCOPE -> WELL.with(FACTS.beside(List.of("core at L2"), List.of()));
            case OTHERS -> WELL.with(FACTS.beside(List.of(), List.of("coupon-redeem")));
            case SHED -> WELL.with(new Canaries(9_000, 0, 0, 90, 700, 1, 120));
            case FEEDBACK -> WELL;
            case CRITICAL -> WELL.with(new Canaries(9_000, 0, 91, 90, 700, 0, 120));
            case HOLD -> WELL.with(FACTS.held(at(Mark.EASED).plusMillis(1)));
            case STEPS -> WELL.with(new Facts(FACTS.heldUntil(), List.of(0.5, 0.75), List.of(), List.of(), 12, 150L));
        };
    }

    private static Instant at(Mark mark) {
        return WELL.timeline().of(mark).orElseThrow();
    }

    /* One mark, as far as told from another one. */
    private static Drill moved(Mark mark, Mark from, Duration by) {
        Map<Mark, Instant> marks = new EnumMap<>(WELL.timeline().marks());
        marks.put(mark, at(from).plus(by));
        Timeline timeline = WELL.timeline();
        return WELL.with(new Timeline(timeline.updatedAt(), timeline.phases(), marks));
    }

    /** As the drill ends when the last thing that it waits for has come. */
    private static Drill ended(Drill drill) {
        Instant admitted = at(Mark.ADMITTED);
        Drill last = new Drill(
                ID,
                drill.order(),
                drill.node(),
                Phase.RELEASED,
                drill.timeline(),
                drill.canaries(),
                drill.facts(),
                null);
        return DrillScript.next(last, sight(admitted, drill.canaries(), admitted, null));
    }

    /** Nothing fails any more, canaries are shed, and the alert goes on for all the time that it may take to end. */
    private static Drill withoutAnEndOfTheAlert(Canaries canaries, @Nullable String blind) {
        Drill waiting = Drill.begin(ID, DrillsInMemory.order(), "node-1", START);
        Mark[] seen = {Mark.BREACHED, Mark.FIRED, Mark.HEARD, Mark.ENGAGED, Mark.SHED, Mark.MENDED};
        for (Mark mark : seen) {
            waiting = waiting.mark(mark, at(mark));
        }
        waiting = waiting.enter(Phase.RECOVERY, at(Mark.MENDED)).with(FACTS.mended(FACTS.shedBefore()));
        return DrillScript.next(waiting, sight(at(Mark.MENDED).plus(Duration.ofMinutes(30)), canaries, null, blind));
    }

    private static Sight sight(Instant now, Canaries canaries, @Nullable Instant admitted, @Nullable String blind) {
        return new Sight(
                now,
                new Sight.Tally(canaries, 0, 0, null, null, null, admitted),
                null,
                null,
                Duration.ZERO,
                new Sight.Beside(List.of(), List.of(), blind),
                null);
    }

    private static Verdict verdictOn(Promise promise, Drill drill) {
        return DrillReport.of(drill).promises().stream()
                .filter(each -> each.promise() == promise)
                .map(Finding::verdict)
                .findFirst()
                .orElseThrow();
    }
}
