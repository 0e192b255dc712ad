package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes make of the tiers where their storage is away or has lost something. */
final class TierLoopStorageTest extends TierScene {

    @Test
    void whatAnotherNodeDecidedIsInForceEvenWhereTheAlertsCannotBeRead() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        alerts.down(true);

        assertThat(two.loop.runOnce()).isFalse();

        assertThat(two.core()).isEqualTo(one.core());
    }

    @Test
    void aNodeWithoutItsStorageKeepsWhatItKnew() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        one.receives(Drives.resolved(CORE, Tier.L2, T0, T0.plusSeconds(1)));
        tiers.down(true);
        clock.advance(HOUR);

        assertThat(one.loop.runOnce()).isFalse();
        assertThat(one.core().tier()).isEqualTo(Tier.L2);

        tiers.down(false);
        alerts.down(true);
        assertThat(one.loop.runOnce()).isFalse();
        assertThat(one.core().tier()).isEqualTo(Tier.L2);

        alerts.down(false);
        assertThat(one.loop.runOnce()).isTrue();
        assertThat(one.core().state()).isEqualTo(State.RECOVERING);
    }

    @Test
    void aNodeRestoresWhatTheStorageHasLost() {
        one.receives(Drives.firing(CORE, Tier.L2, T0), Drives.firing(SITE, Tier.L3, T0));
        one.loop.runOnce();
        one.operator.engage(new Scope.Service("http-request"), Tier.L1, "drill", HOUR, "li");
        Degradation known = one.switchboard.degradation();

        tiers.lose(Tiers.NONE);
        one.loop.runOnce();
        two.loop.runOnce();

        assertThat(two.switchboard.degradation().scopes()).isEqualTo(known.scopes());
        assertThat(two.switchboard.degradation().revision()).isGreaterThan(known.revision());
    }

    @Test
    void aStateByTheNumberOfALostOneIsInForceUnderANumberOfItsOwn() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        Degradation lost = one.switchboard.degradation();
        tiers.lose(Tiers.NONE);
        two.operator.engage(new Scope.Service("http-request"), Tier.L1, "drill", HOUR, "li");
        assertThat(tiers.load().revision()).isEqualTo(lost.revision());

        alerts.down(true);
        assertThat(one.loop.turn()).isFalse();
        alerts.down(false);
        one.loop.turn();
        two.loop.turn();

        assertThat(one.switchboard.degradation().revision()).isGreaterThan(lost.revision());
        assertThat(one.switchboard.degradation().scopes())
                .isEqualTo(two.switchboard.degradation().scopes())
                .extracting(ScopeStatus::tier)
                .containsExactlyInAnyOrder(Tier.NONE, Tier.L2, Tier.L1);
    }

    @Test
    void anAlertThatCouldNotBeDecidedUponIsNotForgotten() {
        one.loop.runOnce();
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        tiers.beforeReplace(() -> {
            throw new TiersUnavailableException("away", new IllegalStateException("away"));
        });
        assertThat(one.loop.turn()).isFalse();

        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
    }

    @Test
    void whatTheStorageHasLostIsDecidedUponAgainAlsoWhereAnAlertWakesTheLoop() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        Tiers other = new Tiers(1, List.of(ScopeState.normal(SITE, T0)), List.of());
        tiers.lose(other);
        one.receives(Drives.firing(new Scope.Service("http-request"), Tier.L1, T0));

        one.loop.turn();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
        assertThat(tiers.load().scopes()).extracting(ScopeState::scope).contains(CORE);
    }
}
