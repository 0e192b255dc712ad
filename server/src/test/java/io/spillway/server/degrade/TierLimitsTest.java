package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a tier from coming and going without end. */
final class TierLimitsTest {

    private static final DegradeConfig CONFIG = DegradeConfig.defaults();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EngineStory story = new EngineStory(CONFIG);

    /* A wave of a minute on and a minute off; the numbers stay good, stay bad, or follow the alert. */
    @ParameterizedTest
    @CsvSource({
        "L1,0,0",
        "L2,0,0",
        "L3,0,0",
        "L1,0.3,0.3",
        "L2,0.3,0.3",
        "L3,0.3,0.3",
        "L1,0.3,0",
        "L2,0.3,0",
        "L3,0.3,0",
        "L1,0.006,0",
        "L2,0.11,0",
        "L3,0.011,0"
    })
    void anHourOfSquareWavesMakesAtMostFourTransitionsInEightStepsAndThenALatch(
            Tier tier, double during, double between) {
        List<Tier> tiers = new ArrayList<>(List.of(Tier.NONE));
        List<String> steps = new ArrayList<>(List.of("NONE NORMAL"));

        for (int minute = 0; minute < 60; minute++) {
            boolean fires = minute % 2 == 0;
            story.errors(fires ? during : between);
            story.fires(fires ? new Tier[] {tier} : new Tier[0]);
            for (int second = 0; second < 60; second++) {
                story.after(SECOND);
                if (story.status().tier() != tiers.getLast()) {
                    tiers.add(story.status().tier());
                }
                if (!story.shown().equals(steps.getLast())) {
                    steps.add(story.shown());
                }
            }
        }

        assertThat(story.shown()).isEqualTo(tier + " LATCHED");
        assertThat(tiers.size() - 1).as("%s", tiers).isLessThanOrEqualTo(4);
        assertThat(steps.size() - 1).as("%s", steps).isLessThanOrEqualTo(8);
        story.calm().after(Duration.ofHours(2));
        assertThat(story.shown()).isEqualTo(tier + " LATCHED");
    }

    @Test
    void anAlertThatComesBackTooOftenLatchesItsTier() {
        story.fires(Tier.L1);
        for (int times = 1; times <= 10; times++) {
            story.calm().after(SECOND).fires(Tier.L1).after(SECOND);
            assertThat(story.shown()).isEqualTo("L1 ENGAGED");
        }

        story.calm().fires(Tier.L1);

        assertThat(story.shown()).isEqualTo("L1 LATCHED");
        assertThat(story.status().reason()).startsWith("The alert came back 11 times within an hour");
    }

    @Test
    void whatWouldBeOneChangeTooManyIsLatchedInFull() {
        Pace.Bounds few = new Pace.Bounds(Duration.ofSeconds(10), Duration.ofSeconds(15), 8, 10, 3);
        EngineStory hasty = new EngineStory(CONFIG.withPace(Pace.DEFAULT.withBounds(few)));
        hasty.fires(Tier.L2).calm().after(Duration.ofMinutes(5).plusSeconds(90));
        assertThat(hasty.shown()).isEqualTo("NONE NORMAL");

        hasty.fires(Tier.L2);
        assertThat(hasty.shown()).isEqualTo("L2 LATCHED");
        assertThat(hasty.status().reason()).startsWith("Changed 6 times within an hour");
        hasty.fires(Tier.L3);

        assertThat(hasty.shown()).isEqualTo("L3 LATCHED");
    }

    @Test
    void aStepOfAReleaseThatWouldBeOneTooManyGoesBackToTheFullTier() {
        Pace.Bounds few = new Pace.Bounds(Duration.ofSeconds(10), Duration.ofSeconds(15), 8, 10, 3);
        EngineStory hasty = new EngineStory(CONFIG.withPace(Pace.DEFAULT.withBounds(few)));
        hasty.errors(0.11)
                .fires(Tier.L2)
                .after(Duration.ofSeconds(30))
                .errors(0)
                .calm();

        hasty.after(Duration.ofMinutes(10));

        assertThat(hasty.shown()).isEqualTo("L2 LATCHED");
    }

    @Test
    void anHourLaterChangesCountNoMore() {
        for (int cycle = 0; cycle < 10; cycle++) {
            story.fires(Tier.L2).calm().after(Duration.ofMinutes(70));
            assertThat(story.shown()).isEqualTo("NONE NORMAL");
        }
    }

    @Test
    void afterThreeEngagementsWithoutEffectTheNextOneWaitsForAPerson() {
        story.ineffective(2).fires(Tier.L2);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");

        EngineStory again = new EngineStory(CONFIG);
        again.ineffective(3).fires(Tier.L2);
        assertThat(again.status().state()).isEqualTo(State.LATCHED);
        assertThat(again.status().intensity()).isEqualTo(1);
        assertThat(again.status().reason()).startsWith("The last 3 engagements had no effect");
    }
}
