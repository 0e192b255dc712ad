package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a tier while nothing is seen, and afterwards. */
final class TierFreezeTest extends TierEngineScene {

    @Test
    void freezesWhileNothingIsSeen() {
        story.fires(Tier.L2).after(minutes(6)).blind(true);
        assertThat(story.shown()).isEqualTo("L2 FROZEN");

        story.calm().after(Duration.ofHours(3));

        assertThat(story.shown()).isEqualTo("L2 FROZEN");
    }

    @Test
    void freezesInTheMiddleOfARelease() {
        story.fires(Tier.L2).after(minutes(6)).calm().after(STEP).blind(true).after(Duration.ofHours(1));
        assertThat(story.shown()).isEqualTo("L2 FROZEN 0.5");

        story.blind(false);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.5");
        story.after(STEP);
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.25");
    }

    @Test
    void stillRisesWhileNothingIsSeen() {
        story.blind(true).fires(Tier.L1);
        assertThat(story.shown()).isEqualTo("L1 FROZEN");

        story.fires(Tier.L3);

        assertThat(story.shown()).isEqualTo("L3 FROZEN");
    }

    @Test
    void holdsAnewOnceItSeesAgain() {
        story.fires(Tier.L2)
                .after(minutes(6))
                .blind(true)
                .calm()
                .after(minutes(30))
                .blind(false);
        assertThat(story.shown()).isEqualTo("L2 ENGAGED");
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(5)));

        story.after(minutes(5));
        assertThat(story.shown()).isEqualTo("L2 RECOVERING 0.75");
    }

    @Test
    void aFreezeTakesNothingFromALongerHold() {
        story.fires(Tier.L2).after(minutes(6)).calm().fires(Tier.L2);
        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(10)));

        story.calm().blind(true).after(minutes(8)).blind(false);

        assertThat(story.status().until()).isEqualTo(story.now().plus(minutes(10)));
    }

    @Test
    void aFreezeDoesNotBringTheEndOfAHoldForward() {
        story.fires(Tier.L2).after(minutes(6)).calm().fires(Tier.L2);
        Instant until = story.now().plus(minutes(40));
        ScopeState held = story.state().with(story.state().memory().hold(Tier.L2, until));
        TierEngine engine = new TierEngine(CONFIG);
        Signals blind = new Signals(List.of(), null, true, EngineStory.share(0), 0);
        Signals seeing = new Signals(List.of(), null, false, EngineStory.share(0), 0);

        ScopeState thawed = engine.decide(
                engine.decide(held, blind, story.now()), seeing, story.now().plus(TierEngine.THAW));

        assertThat(thawed.status().until()).isEqualTo(until);
    }
}
