package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.Admission.Verdict;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.sli.Count;
import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A policy of which L3 is only observed, planned and put in force as a node would. */
final class DryRunTest {

    private static final Scope CORE = new Scope.Core();
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private DegradeConfig config = observing(Tier.L3);
    private final ManualClock clock = new ManualClock(T0);
    private final TierPlanner planner = new TierPlanner(() -> config);
    private final Switchboard switchboard = new Switchboard(() -> config, clock, type -> type);
    private final List<TierChange> told = new ArrayList<>();
    private Tiers tiers = Tiers.NONE;
    private @Nullable Reading numbers = Reading.QUIET;

    private static DegradeConfig observing(Tier tier) {
        DegradeConfig defaults = DegradeConfig.defaults();
        return defaults.withPolicy(tier, defaults.policy(tier).withObserve(true));
    }

    private DryRunTest fires(Tier... asked) {
        List<Alert> firing = new ArrayList<>();
        for (Tier tier : asked) {
            firing.add(Drives.alert(CORE, tier, clock.instant()));
        }
        Watchdog heard = new Watchdog(clock.instant(), false);
        TierPlanner.Seen seen = new TierPlanner.Seen(firing, heard, numbers, null, Map.of(), Set.of());
        TierPlanner.Plan plan = planner.plan(tiers, seen, clock.instant());
        tiers = plan.next();
        told.addAll(plan.changes());
        switchboard.apply(tiers);
        return this;
    }

    private String shown() {
        ScopeStatus status = switchboard.degradation().scopes().getLast();
        return status.tier() + " " + status.state();
    }

    private boolean sheds(Criticality criticality) {
        return switchboard.admit("any", criticality, "caller") instanceof Verdict.Shed;
    }

    @Test
    void showsAnObservedTierAndDoesNothing() {
        fires(Tier.L3);

        assertThat(shown()).isEqualTo("L3 OBSERVE");
        assertThat(sheds(Criticality.SHEDDABLE)).isFalse();
        assertThat(switchboard.tier("any")).isEqualTo(Tier.NONE);
        assertThat(told).extracting(each -> each.to().state()).containsExactly(State.OBSERVE);
    }

    @Test
    void goesOnWithTheLowerTierThatIsAskedForBelowAnObservedOne() {
        fires(Tier.L2).fires(Tier.L2, Tier.L3);

        assertThat(shown()).isEqualTo("L2 ENGAGED");
        assertThat(sheds(Criticality.SHEDDABLE_PLUS)).isTrue();
        assertThat(switchboard.concurrencyShare("any")).isEqualTo(1);
    }

    @Test
    void engagesALowerTierThatIsAskedForLaterAndHoldsIt() {
        fires(Tier.L3).fires(Tier.L3, Tier.L2).fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();
        assertThat(told.getLast().to())
                .extracting(ScopeStatus::tier, ScopeStatus::state)
                .containsExactly(Tier.L2, State.ENGAGED);

        clock.advance(Duration.ofMinutes(5));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isFalse();
        assertThat(shown()).isEqualTo("L3 OBSERVE");
    }

    @Test
    void keepsWhatActsBelowAnObservedTierWhileNothingIsSeenAndHoldsItAnewAfterwards() {
        fires(Tier.L3, Tier.L2);
        clock.advance(Duration.ofMinutes(6));
        numbers = null;
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();

        clock.advance(Duration.ofHours(1));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();

        numbers = Reading.QUIET;
        fires(Tier.L3);
        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();

        clock.advance(Duration.ofSeconds(1));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isFalse();
    }

    @Test
    void letsGoWhatActsBelowAnObservedTierOnlyOnceItsNumbersAreClear() {
        fires(Tier.L3, Tier.L2);
        numbers = errors(50);
        clock.advance(Duration.ofMinutes(6));
        fires(Tier.L3).fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();

        numbers = errors(2);
        clock.advance(Duration.ofMinutes(1));
        fires(Tier.L3);
        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();

        clock.advance(Duration.ofSeconds(1));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isFalse();
    }

    @Test
    void holdsWhatActsBelowAnObservedTierEachTimeThatItIsAskedFor() {
        fires(Tier.L3, Tier.L2);
        clock.advance(Duration.ofMinutes(6));
        fires(Tier.L3);
        assertThat(sheds(Criticality.SHEDDABLE)).isFalse();

        clock.advance(Duration.ofMinutes(1));
        fires(Tier.L3, Tier.L2).fires(Tier.L3);

        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();
    }

    @Test
    void aSquareWaveSwitchesWhatActsBelowAnObservedTierOnlySoOften() {
        Pace pace = Pace.DEFAULT.withThreshold(
                Tier.L2, Pace.DEFAULT.threshold(Tier.L2).withClear(Duration.ZERO));
        config =
                config.withPace(pace).withPolicy(Tier.L2, config.policy(Tier.L2).withMinHold(Duration.ZERO));
        int switches = 0;
        boolean before = false;
        for (int second = 0; second < 3_600; second += 10) {
            if (second % 20 == 0) {
                fires(Tier.L3, Tier.L2);
            } else {
                fires(Tier.L3);
            }
            switches += sheds(Criticality.SHEDDABLE) == before ? 0 : 1;
            before = sheds(Criticality.SHEDDABLE);
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(switches).isLessThanOrEqualTo(Pace.Bounds.DEFAULT.maxChanges());
        assertThat(before).isTrue();
    }

    private static Reading errors(int percent) {
        return new Reading(
                Map.of("stock-deduct", new Count(10_000, 100 * percent)),
                Count.NONE,
                Duration.ofMinutes(1),
                Duration.ZERO,
                Map.of());
    }

    @Test
    void settlesWhateverTheNumberOfTurns() {
        fires(Tier.L3, Tier.L2).fires(Tier.L3, Tier.L2);
        long revision = tiers.revision();

        fires(Tier.L3, Tier.L2).fires(Tier.L3, Tier.L2);

        assertThat(tiers.revision()).isEqualTo(revision);
    }

    @Test
    void observesInOneScopeOnly() {
        DegradeConfig defaults = DegradeConfig.defaults();
        config = defaults.withOverrides(
                Map.of(CORE, Map.of(Tier.L2, defaults.policy(Tier.L2).withObserve(true))));

        fires(Tier.L2);

        assertThat(shown()).isEqualTo("L2 OBSERVE");
        assertThat(config.observes(new Scope.Site(), Tier.L2)).isFalse();
    }

    @Test
    void actsAsSoonAsThePolicySaysSo() {
        fires(Tier.L3);
        config = DegradeConfig.defaults();
        switchboard.refresh();

        assertThat(shown()).isEqualTo("L3 ENGAGED");
        assertThat(sheds(Criticality.SHEDDABLE)).isTrue();
    }

    @Test
    void holdsForAShorterTimeFromTheNextTurnOn() {
        Threshold soonClear = Pace.DEFAULT.threshold(Tier.L1).withClear(Duration.ofMinutes(1));
        config = DegradeConfig.defaults().withPace(Pace.DEFAULT.withThreshold(Tier.L1, soonClear));
        fires(Tier.L1);
        fires();
        assertThat(switchboard.degradation().scopes().getLast().until()).isEqualTo(T0.plus(Duration.ofMinutes(30)));

        config = config.withPolicy(Tier.L1, config.policy(Tier.L1).withMinHold(Duration.ofMinutes(1)));
        clock.advance(Duration.ofMinutes(2));
        fires();
        assertThat(switchboard.degradation().scopes().getLast().until()).isEqualTo(T0.plus(Duration.ofMinutes(3)));

        clock.advance(Duration.ofMinutes(1));
        fires();
        assertThat(shown()).isEqualTo("L1 RECOVERING");
    }

    @Test
    void takesTheHoldOfItsOwnInOneScope() {
        DegradeConfig defaults = DegradeConfig.defaults();
        config = defaults.withOverrides(
                Map.of(CORE, Map.of(Tier.L1, defaults.policy(Tier.L1).withMinHold(Duration.ofMinutes(10)))));

        fires(Tier.L1);

        assertThat(switchboard.degradation().scopes().getLast().until()).isEqualTo(T0.plus(Duration.ofMinutes(10)));
    }
}
