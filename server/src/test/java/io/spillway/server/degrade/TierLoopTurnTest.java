package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the loop decides, and upon what: at once for an alert, and once a period for the rest. */
final class TierLoopTurnTest extends TierScene {

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void anAlertWakesTheLoop() throws InterruptedException {
        one.loop.runOnce();
        one.receives(Drives.firing(CORE, Tier.L2, T0));

        one.loop.awaitWake();
        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
    }

    @Test
    void aNodeThatIsToldOfAChangePutsItInForce() {
        one.loop.runOnce();
        two.receives(Drives.firing(CORE, Tier.L2, T0));
        two.loop.turn();

        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
        assertThat(one.told).isEmpty();
    }

    @Test
    void whatAnotherNodeHeardIsDecidedUponWithinThePeriod() {
        one.loop.runOnce();
        two.receives(Drives.firing(CORE, Tier.L2, T0));

        one.loop.turn();
        assertThat(one.core().tier()).isEqualTo(Tier.NONE);
        clock.advance(TierLoop.PERIOD);
        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
    }

    @Test
    void anAlertIsDecidedUponAtOnceAndTheRestOnceAPeriod() {
        Scope service = underASwitchThatIsAlmostOver();
        clock.advance(Duration.ofMillis(150));
        one.receives(Drives.firing(CORE, Tier.L2, clock.instant()));

        one.loop.turn();
        assertThat(one.core().tier()).isEqualTo(Tier.L2);
        assertThat(tiers.load().state(service)).get().matches(each -> each.is(State.MANUAL_HOLD));
        assertThat(tiers.load().switches()).hasSize(1);

        clock.advance(TierLoop.PERIOD);
        one.loop.turn();
        assertThat(tiers.load().state(service)).get().matches(each -> !each.is(State.MANUAL_HOLD));
        assertThat(tiers.load().switches()).isEmpty();
    }

    @Test
    void anAlertDoesNotWaitForTheRestThatIsDueToo() {
        Scope service = underASwitchThatIsAlmostOver();
        one.told.clear();
        clock.advance(TierLoop.PERIOD.multipliedBy(2));
        one.receives(Drives.firing(CORE, Tier.L2, clock.instant()));

        one.loop.turn();

        assertThat(one.told).extracting(TierChange::scope).containsExactly(CORE, service);
        assertThat(one.told.getLast().revision()).isEqualTo(one.told.getFirst().revision() + 1);
    }

    private Scope underASwitchThatIsAlmostOver() {
        Scope service = new Scope.Service("http-request");
        one.operator.engage(service, Tier.L1, "drill", Duration.ofMinutes(1), "li");
        clock.advance(Duration.ofMinutes(1).minusMillis(100));
        one.loop.runOnce();
        return service;
    }

    @Test
    void alertsWithoutEndDoNotKeepTheRestFromBeingDecided() {
        Scope service = new Scope.Service("http-request");
        one.operator.engage(service, Tier.L1, "drill", Duration.ofSeconds(1), "li");
        one.loop.runOnce();

        for (int i = 0; i < 25; i++) {
            clock.advance(Duration.ofMillis(100));
            one.receives(Drives.firing(CORE, Tier.L2, clock.instant()));
            one.loop.turn();
        }

        assertThat(tiers.load().state(service)).get().matches(each -> !each.is(State.MANUAL_HOLD));
    }

    @Test
    void anAlertThatEndsIsDecidedUponAtOnceToo() {
        Scope service = new Scope.Service("http-request");
        one.loop.runOnce();
        one.receives(Drives.firing(service, Tier.L3, T0));
        one.loop.turn();
        one.receives(Drives.resolved(service, Tier.L3, T0, T0.plusSeconds(1)));

        one.loop.turn();

        assertThat(tiers.load().state(service)).get().satisfies(each -> {
            assertThat(each.tier()).isEqualTo(Tier.L3);
            assertThat(each.status().alert()).isNull();
        });
    }

    @Test
    void anAlertThatAnotherNodesChangeOvertookIsDecidedUponAllTheSame() {
        one.loop.runOnce();
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        ManualSwitch manual = new ManualSwitch(
                new Scope.Service("http-request"),
                Tier.L1,
                "drill",
                clock.instant().plus(HOUR),
                "li");
        tiers.beforeReplace(() -> {
            clock.advance(Duration.ofMillis(1));
            tiers.replace(0, new Tiers(1, List.of(), List.of(manual)), List.of());
        });

        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
        assertThat(one.audit)
                .as("written down once, although it was planned twice")
                .filteredOn(each -> each.scope().equals(CORE))
                .hasSize(1);
    }
}
