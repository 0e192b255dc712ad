package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a tier waits for a person, and what a person's switch does to it. */
final class LatchAndSwitchTest extends TierEngineScene {

    @Test
    void latchesAfterAnHourOfSquareWaves() {
        List<Tier> tiers = new ArrayList<>(List.of(Tier.NONE));

        for (int minute = 0; minute < 60; minute++) {
            if (minute % 2 == 0) {
                story.fires(Tier.L2);
            } else {
                story.calm();
            }
            for (int second = 0; second < 60; second++) {
                story.after(SECOND);
                if (story.status().tier() != tiers.getLast()) {
                    tiers.add(story.status().tier());
                }
            }
        }

        assertThat(story.shown()).isEqualTo("L2 LATCHED");
        assertThat(tiers.size() - 1).isLessThanOrEqualTo(4);
        story.calm().after(Duration.ofHours(5));
        assertThat(story.shown()).isEqualTo("L2 LATCHED");
    }

    @Test
    void latchesWhenAHigherTierKeepsComingAndGoingAboveALowerOne() {
        for (int cycle = 0; cycle < 4; cycle++) {
            story.fires(Tier.L1, Tier.L2).after(minutes(1));
            Duration held = Duration.between(
                    story.now(),
                    story.status().until() == null
                            ? story.now()
                            : story.status().until());
            story.fires(Tier.L1).after(held.plus(STEP.multipliedBy(4)));
        }

        assertThat(story.shown()).isEqualTo("L2 LATCHED");
    }

    @Test
    void risesEvenWhenLatched() {
        latch().fires(Tier.L3);

        assertThat(story.shown()).isEqualTo("L3 LATCHED");
    }

    @Test
    void goesDownInStepsOnceAPersonReleasesTheLatch() {
        latch().calm().released();

        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
        story.after(STEP.multipliedBy(3)).fires(Tier.L2);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
    }

    private EngineStory latch() {
        for (int cycle = 0; cycle < 4; cycle++) {
            story.fires(Tier.L2);
            while (!story.shown().contains("RECOVERING") && !story.shown().contains("LATCHED")) {
                story.calm().after(SECOND);
            }
        }
        assertThat(story.shown()).isEqualTo("L2 LATCHED");
        return story;
    }

    @Test
    void waitsForAPersonAfterTheMaximumTime() {
        story.fires(Tier.L2).afterStandstill(Duration.ofHours(24).plus(SECOND));

        assertThat(story.shown()).isEqualTo("L2 LATCHED");
    }

    @Test
    void aPersonsSwitchWinsOverTheAlertsUntilItEnds() {
        story.fires(Tier.L2).switched(Tier.NONE, minutes(10));
        assertThat(story.shown()).isEqualTo("NONE MANUAL_HOLD");
        assertThat(story.status().by()).isEqualTo("li");
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(10)));

        story.after(minutes(10).minus(SECOND));
        assertThat(story.shown()).isEqualTo("NONE MANUAL_HOLD");
        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
    }

    @Test
    void aSwitchThatEndsWithoutAnAlertGoesDownInSteps() {
        story.switched(Tier.L3, minutes(1)).after(minutes(1));
        assertThat(story.shown()).isEqualTo("L3 RECOVERING 0.75");

        story.after(STEP.multipliedBy(3));
        assertThat(story.shown()).isEqualTo("NONE NORMAL");
    }

    @Test
    void aSwitchToNoneForgetsTheHoldOfTheAlertsTier() {
        story.fires(Tier.L1).calm().switched(Tier.NONE, minutes(1)).after(minutes(2));

        assertThat(story.shown()).isEqualTo("NONE NORMAL");
    }

    @Test
    void whatAPersonLetsGoWhileItsAlertFiresIsHeldForItsTimeAndUntilTheNumbersAreClear() {
        story.fires(Tier.L2).switched(Tier.L2, minutes(1)).after(minutes(1));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(5)));

        story.calm().after(minutes(5).minus(SECOND));
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        story.after(SECOND);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void aReleasedLatchIsHeldWhileItsAlertFiresThoughNothingIsSeen() {
        latch().fires(Tier.L2).blind(true).released().calm().blind(false).after(minutes(4));

        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.state().memory().course().sight()).isNotNull();
    }

    @Test
    void aSwitchThatEndsByItselfForgetsNoCycles() {
        story.fires(Tier.L2).after(minutes(6)).calm().after(SECOND).fires(Tier.L2);
        int cycles = story.state().memory().cycles().begun().size();

        story.switched(Tier.L3, minutes(1)).after(minutes(1));

        assertThat(story.state().memory().cycles().begun()).hasSize(cycles);
        assertThat(story.state().memory().course().changes()).isNotEmpty();
    }
}
