package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How alerts engage a tier, for how long it is held, and how it is released. */
final class TierEngineTest extends TierEngineScene {

    @Test
    void engagesAtOnceAndSaysWhichAlertDoes() {
        story.fires(Tier.L2);

        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().intensity()).isEqualTo(1);
        assertThat(story.status().until()).isEqualTo(EngineStory.T0.plus(minutes(5)));
        assertThat(story.status().alert()).isEqualTo(Drives.fingerprint(new Scope.Core(), Tier.L2));
        assertThat(story.status().reason()).isEqualTo("AlertL2 fires.");
    }

    @Test
    void holdsForTheMinimumTimeAfterTheAlertHasEnded() {
        story.fires(Tier.L2).after(minutes(1)).calm();
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().alert()).isNull();

        story.after(minutes(4).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void doesNotReleaseWhileTheAlertFiresHoweverLong() {
        story.fires(Tier.L2).after(minutes(90));

        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
    }

    @Test
    void releasesInStepsThatEachLastTheirTime() {
        story.fires(Tier.L2).after(minutes(6));
        List<String> seen = new ArrayList<>();

        story.calm();
        for (int step = 0; step < 4; step++) {
            seen.add(story.shown());
            story.after(STEP.minus(SECOND));
            seen.add(story.shown());
            story.after(SECOND);
        }

        assertThat(seen)
                .containsExactly(
                        "L2 RECOVERING 0.75",
                        "L2 RECOVERING 0.75",
                        "L2 RECOVERING 0.5",
                        "L2 RECOVERING 0.5",
                        "L2 RECOVERING 0.25",
                        "L2 RECOVERING 0.25",
                        "NONE NORMAL",
                        "NONE NORMAL");
    }

    @Test
    void releasesOneStepAtATimeAfterAStandstill() {
        story.fires(Tier.L2).after(minutes(6)).calm().afterStandstill(minutes(30));

        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.5");
    }

    @Test
    void comesBackInFullWhenTheAlertReturnsDuringTheRelease() {
        story.fires(Tier.L2).after(minutes(6)).calm().after(STEP.plus(STEP));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.25");

        story.fires(Tier.L2);

        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(10)));
    }

    @Test
    void skipsTiersOnTheWayUp() {
        story.fires(Tier.L1).after(minutes(1)).fires(Tier.L1, Tier.L3);

        assertThat(story.shown()).isEqualTo("L3 ENGAGED");
    }

    @Test
    void goesDownToTheTierThatIsStillAskedForWhichStaysInForceMeanwhile() {
        story.fires(Tier.L3, Tier.L1).after(minutes(11)).fires(Tier.L1);
        assertThat(story.shown()).isEqualTo("L3 RECOVERING 0.75");
        assertThat(story.state().floor()).isEqualTo(Tier.L1);

        story.after(STEP.multipliedBy(3));

        assertThat(story.shown()).isEqualTo("L1 ENGAGED");
    }

    @Test
    void remembersTheHoldOfALowerTierBeneathAHigherOne() {
        story.fires(Tier.L1).after(minutes(1)).fires(Tier.L2).after(minutes(1)).calm();

        story.after(minutes(4).plus(STEP.multipliedBy(3)));
        assertThat(story.shown()).isEqualTo("L1 ENGAGED");
        assertThat(story.status().until()).isEqualTo(EngineStory.T0.plus(minutes(30)));

        story.after(minutes(30));
        assertThat(story.shown()).isEqualTo("NONE NORMAL");
    }

    @Test
    void waitsForConfirmationWhereThePolicyAsksForIt() {
        EngineStory confirming = new EngineStory(CONFIG.withPace(Pace.DEFAULT.withConfirm(Duration.ofSeconds(20))));

        confirming.fires(Tier.L2).after(Duration.ofSeconds(19));
        assertThat(confirming.shown()).isEqualTo("NONE PENDING");
        confirming.calm();
        assertThat(confirming.shown()).isEqualTo("NONE NORMAL");
        confirming.fires(Tier.L2).after(Duration.ofSeconds(20));

        assertThat(confirming.shown()).isEqualTo("L2 ENGAGED");
    }

    @Test
    void doublesTheHoldEachTimeItIsEngagedAgainSoon() {
        List<Duration> holds = new ArrayList<>();

        for (int cycle = 0; cycle < 3; cycle++) {
            story.fires(Tier.L2);
            Duration hold = Duration.between(story.now(), story.status().until());
            holds.add(hold);
            story.calm().after(hold.plus(STEP.multipliedBy(4)));
            assertThat(story.shown()).isEqualTo("NONE NORMAL");
        }

        assertThat(holds).containsExactly(minutes(5), minutes(10), minutes(20));
    }

    @Test
    void holdsForTheUsualTimeAgainAfterAQuietWhile() {
        story.fires(Tier.L2).calm().after(minutes(5).plus(STEP.multipliedBy(3)));
        assertThat(story.shown()).isEqualTo("NONE NORMAL");

        story.after(minutes(10)).fires(Tier.L2);

        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(5)));
    }

    @Test
    void neverHoldsForLongerThanAnHourButForThePolicysOwnTime() {
        EngineStory slow = new EngineStory(
                CONFIG.withPolicy(Tier.L1, CONFIG.policy(Tier.L1).withMinHold(minutes(45))));

        slow.fires(Tier.L1).calm().after(minutes(45)).fires(Tier.L1);

        assertThat(slow.status().until()).isEqualTo(slow.now().plus(minutes(60)));
    }

    @Test
    void aDecisionWithoutNewsChangesNothing() {
        story.fires(Tier.L2).after(minutes(1));
        ScopeState engaged = story.state();
        story.decide();
        assertThat(story.state()).isSameAs(engaged);

        story.blind(true);
        ScopeState frozen = story.state();
        story.after(minutes(1));
        assertThat(story.state()).isEqualTo(frozen);
    }

    @Test
    void keepsTheDrivingAlertForAsLongAsItFires() {
        Scope core = new Scope.Core();
        ControlLabels.Drive old = new ControlLabels.Drive(core, Tier.L2, Drives.alert(core, Tier.L2, EngineStory.T0));
        ControlLabels.Drive older =
                new ControlLabels.Drive(core, Tier.L2, Drives.alert(core, Tier.L1, EngineStory.T0.minusSeconds(60)));
        Signals both = new Signals(List.of(old, older), null, false, EngineStory.share(0), 0);

        assertThat(both.driver(null)).isEqualTo(older.alert());
        assertThat(both.driver(old.alert().fingerprint())).isEqualTo(old.alert());
    }
}
