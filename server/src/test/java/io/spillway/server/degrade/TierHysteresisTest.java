package io.spillway.server.degrade;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.sli.Count;
import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the numbers themselves hold a tier, bring it in part, and bring it back. */
final class TierHysteresisTest extends TierEngineScene {

    private static final double BAD = 0.25;
    private static final double BETWEEN = 0.08;
    private static final double GOOD = 0.069;

    @Test
    void isNotReleasedBeforeTheNumbersHaveBeenGoodForTheClearTime() {
        story.errors(BAD).fires(Tier.L2).after(minutes(20)).calm().after(minutes(20));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().reason())
                .isEqualTo("No alert asks for the tier and its hold is over, but the numbers have not been good for"
                        + " 5 min yet.");

        story.errors(GOOD).after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void countsTheClearTimeAnewWhenTheNumbersWereNotGoodForAMoment() {
        story.fires(Tier.L2).after(minutes(4)).calm().errors(BETWEEN).after(SECOND);
        story.errors(GOOD).after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        story.after(Duration.ofSeconds(5));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void noTrafficAtAllIsGoodOnlyAfterTheClearTime() {
        story.errors(BAD).fires(Tier.L2).after(minutes(10)).calm();
        story.numbers(new Sli(0, 0, minutes(1), SECOND)).after(minutes(4));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        story.after(minutes(1));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void aFewErrorsOfAFewRunsProveNothing() {
        story.fires(Tier.L2).after(minutes(1)).calm();
        story.numbers(new Sli(6, 3, minutes(1), SECOND)).after(minutes(4));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void isNotReleasedWhileABreakerKeepsErrorsFromHappening() {
        story.errors(BAD).fires(Tier.L1).held(true).after(minutes(31));
        story.numbers(new Sli(0, 0, minutes(1), SECOND)).calm().after(minutes(30));
        assertThat(story.shown()).isEqualTo("L1 ENGAGED");

        story.held(false).after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L1 ENGAGED");
        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L1 RECOVERING 0.75");

        story.held(true).after(minutes(5));
        assertThat(story.shown()).isEqualTo("L1 RECOVERING 0.75");
    }

    @Test
    void aBreakerHoldsTheTiersOfItsTypeAndOfTheCoreThatItBelongsTo() {
        Scope own = new Scope.Service("stock-deduct");
        Scope other = new Scope.Service("probe-noop");
        List<Alert> firing = Stream.of(own, other, new Scope.Core(), new Scope.Site())
                .map(scope -> Drives.alert(scope, Tier.L1, EngineStory.T0))
                .toList();
        TierPlanner planner = new TierPlanner(() -> CONFIG);
        TierPlanner.Seen seen = new TierPlanner.Seen(
                firing, new Watchdog(EngineStory.T0, false), Reading.QUIET, null, Map.of(), Set.of("stock-deduct"));

        Tiers tiers = planner.plan(Tiers.NONE, seen, EngineStory.T0).next();

        assertThat(tiers.scopes())
                .filteredOn(state ->
                        !requireNonNull(state.memory().course().sight()).good())
                .extracting(ScopeState::scope)
                .containsExactlyInAnyOrder(own, new Scope.Core());
    }

    @Test
    void timeInWhichNobodyLookedIsNotGood() {
        story.errors(BAD).fires(Tier.L2).after(minutes(10)).errors(GOOD).calm().after(minutes(2));

        story.afterAnOutage(minutes(3));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        ScopeState restarted = story.state();
        story.after(minutes(5).minus(SECOND));
        assertThat(story.state()).as("written once").isEqualTo(restarted);

        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void isReleasedByNoNumbersThatAreTooOld() {
        story.fires(Tier.L2).after(minutes(6)).numbers(null).calm();
        assertThat(story.shown()).isEqualTo("L2 FROZEN");
        assertThat(story.status().reason()).startsWith("The numbers of the nodes are older than 15 s");
        story.after(minutes(60));
        assertThat(story.shown()).isEqualTo("L2 FROZEN");

        story.errors(GOOD).after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void comesBackInFullAtOnceWhenTheNumbersTurnDuringTheRelease() {
        story.fires(Tier.L2).after(minutes(6)).calm().after(STEP);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.5");

        story.errors(BAD);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().reason()).startsWith("The numbers turned");
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(10)));

        story.fires(Tier.L2);
        assertThat(story.state().memory().cycles().begun())
                .as("the alert that says the same a little later begins no cycle")
                .hasSize(2);
    }

    @Test
    void aStepOfTheReleaseWaitsForGoodNumbers() {
        story.fires(Tier.L2)
                .after(minutes(6))
                .calm()
                .after(STEP)
                .errors(BETWEEN)
                .after(minutes(10));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.5");

        story.errors(GOOD).after(Duration.ofSeconds(4));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.25");
    }

    @Test
    void whatAPersonLetsGoNeedsNoClearTime() {
        story.errors(BETWEEN).switched(Tier.L2, minutes(10)).after(minutes(1)).released();
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");

        story.after(STEP.multipliedBy(3));
        assertThat(story.shown()).isEqualTo("NONE NORMAL");
    }

    @Test
    void comesInPartWhereTheNumbersAreJustOverTheTriggerAndRisesWhileTheyStayBad() {
        List<String> seen = new ArrayList<>();
        story.errors(0.11).fires(Tier.L2);
        for (int second = 0; second < 40; second++) {
            if (seen.isEmpty() || !seen.getLast().equals(story.shown())) {
                seen.add(story.shown());
            }
            story.after(SECOND);
        }

        assertThat(seen).containsExactly("L2 ENGAGED 0.55", "L2 ENGAGED 0.8", "L2 ENGAGED");
    }

    @Test
    void staysInPartWhereThatIsEnough() {
        story.errors(0.15).fires(Tier.L2);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED 0.75");

        story.errors(BETWEEN).after(minutes(6));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED 0.75");

        story.calm().errors(GOOD).after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED 0.75");
        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.5");
    }

    @Test
    void comesInFullWhereTheNumbersDoNotShowWhatTheAlertIsAbout() {
        story.errors(GOOD).fires(Tier.L2);
        assertThat(story.status().intensity()).isEqualTo(1);

        EngineStory unknown = new EngineStory(CONFIG);
        unknown.numbers(null).fires(Tier.L2);
        assertThat(unknown.status().intensity()).isEqualTo(1);
        assertThat(unknown.shown()).isEqualTo("L2 FROZEN");
    }

    @Test
    void comesInFullAboveAnotherTierAndWhenItCameAShortWhileAgo() {
        story.errors(0.11).fires(Tier.L1, Tier.L2);
        EngineStory again = new EngineStory(CONFIG);
        again.fires(Tier.L2).calm().after(minutes(5).plus(STEP.multipliedBy(3)));
        assertThat(again.shown()).isEqualTo("NONE NORMAL");

        again.errors(0.11).fires(Tier.L2);
        assertThat(again.shown()).isEqualTo("L2 ENGAGED");

        EngineStory above = new EngineStory(CONFIG);
        above.fires(Tier.L1).errors(0.11).fires(Tier.L1, Tier.L2);
        assertThat(above.shown()).isEqualTo("L2 ENGAGED");
    }

    @Test
    void freezesAndGoesOnWithTheSamePart() {
        story.errors(0.11).fires(Tier.L2).numbers(null);
        assertThat(story.shown()).isEqualTo("L2 FROZEN 0.55");
        story.after(minutes(5)).errors(BETWEEN);

        assertThat(story.shown()).isEqualTo("L2 ENGAGED 0.55");
    }

    @Test
    void theCoreIsTheSumOfItsTypesAndTheSiteItsAnswers() {
        Reading reading = new Reading(
                Map.of(
                        "stock-deduct", new Count(100, 3),
                        "coupon-redeem", new Count(50, 1),
                        "probe-noop", new Count(1000, 0)),
                new Count(10, 2),
                minutes(1),
                SECOND,
                Map.of());

        assertThat(Sli.of(new Scope.Core(), reading, CONFIG.coreTypes()))
                .isEqualTo(new Sli(150, 4, minutes(1), SECOND));
        assertThat(Sli.of(new Scope.Site(), reading, CONFIG.coreTypes())).isEqualTo(new Sli(10, 2, minutes(1), SECOND));
        assertThat(Sli.of(new Scope.Service("probe-noop"), reading, CONFIG.coreTypes()))
                .isEqualTo(new Sli(1000, 0, minutes(1), SECOND));
    }
}
