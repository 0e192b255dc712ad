package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Notices;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What alerts and the time make of the tiers, on several nodes. */
final class TierLoopTest extends TierScene {

    @Test
    void anAlertThatOneNodeReceivesIsInForceOnAll() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        two.loop.runOnce();

        assertThat(one.core().state()).isEqualTo(State.ENGAGED);
        assertThat(two.switchboard.degradation()).isEqualTo(one.switchboard.degradation());
    }

    @Test
    void eachChangeIsToldOnceInTheCluster() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        pass(Duration.ofMinutes(6), one, two);
        two.receives(Drives.resolved(CORE, Tier.L2, T0, clock.instant()));
        pass(Duration.ofMinutes(3), two, one);

        List<TierChange> all = new ArrayList<>(one.told);
        all.addAll(two.told);
        assertThat(all)
                .filteredOn(TierChange::matters)
                .extracting(change -> change.from().tier() + " " + change.to().state() + " "
                        + change.to().intensity())
                .containsExactly(
                        "NONE ENGAGED 1.0",
                        "L2 RECOVERING 0.75",
                        "L2 RECOVERING 0.5",
                        "L2 RECOVERING 0.25",
                        "L2 NORMAL 0.0");
        assertThat(all).extracting(TierChange::revision).doesNotHaveDuplicates();
        assertThat(tiers.changesAfter(0))
                .isEqualTo(new TierStore.History.Complete(all.stream()
                        .sorted(java.util.Comparator.comparing(TierChange::revision))
                        .toList()));
    }

    @Test
    void aChangeThatTwoNodesPlanAtOnceTakesEffectOnceAndIsTheSameToBothLogs() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        tiers.beforeReplace(() -> two.loop.runOnce());

        one.loop.runOnce();

        assertThat(two.audit).hasSize(1);
        // The log takes it for one entry by what is the same here: AuditLog.appendOnce.
        assertThat(one.audit).isEqualTo(two.audit);
        assertThat(tiers.changesAfter(0)).isEqualTo(new TierStore.History.Complete(two.audit));
        assertThat(one.told).isEmpty();
        assertThat(one.switchboard.degradation()).isEqualTo(two.switchboard.degradation());
    }

    @Test
    void whatAnotherNodeDecidedIsInForceEvenWhereTheAlertsCannotBeRead() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        alerts.down(true);

        assertThat(two.loop.runOnce()).isFalse();

        assertThat(two.core()).isEqualTo(one.core());
    }

    @Test
    void aChangeNamesTheAlertBehindIt() {
        clock.advance(Duration.ofSeconds(3));
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();

        assertThat(one.told).singleElement().satisfies(change -> {
            assertThat(change.cause()).isEqualTo(Cause.ALERT);
            assertThat(change.alert())
                    .isEqualTo(new TierChange.Trigger(Drives.fingerprint(CORE, Tier.L2), T0, T0.plusSeconds(3)));
        });
    }

    @Test
    void nothingIsWrittenWhereNothingChanges() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        pass(Duration.ofMinutes(10), one, two);

        assertThat(tiers.load().revision()).isEqualTo(1);
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
    void aRestartedNodeTakesUpWhereTheOthersAre() {
        one.operator.engage(CORE, Tier.L3, "drill", HOUR, "li");

        Node restarted = new Node();
        restarted.loop.runOnce();

        assertThat(restarted.core()).isEqualTo(one.core());
    }

    @Test
    void aSilentWatchdogFreezesWhatIsInForce() {
        Map<String, String> labels = Map.of("alertname", Watchdog.ALERT_NAME);
        one.receives(Notices.firing("00000000000000d0", T0, labels), Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        one.receives(Drives.resolved(CORE, Tier.L2, T0, T0.plusSeconds(1)));

        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        one.loop.runOnce();
        assertThat(one.core().state()).isEqualTo(State.FROZEN);
        assertThat(one.told.getLast().cause()).isEqualTo(Cause.WATCHDOG);

        one.receives(Notices.firing("00000000000000d0", T0, labels));
        one.loop.runOnce();
        assertThat(one.core().state())
                .as("another node may not see it yet, and freeze it again")
                .isEqualTo(State.FROZEN);
        pass(Duration.ofMinutes(5), one);
        assertThat(one.core().state()).isEqualTo(State.ENGAGED);
        one.receives(Notices.firing("00000000000000d0", T0, labels));
        pass(TierEngine.THAW.plusSeconds(1), one);
        assertThat(one.core().state()).isEqualTo(State.RECOVERING);
    }

    @Test
    void anAlertEngagesItsTierEvenWhereThatCannotBeWrittenDown() {
        one.auditFails = true;
        one.receives(Drives.firing(CORE, Tier.L2, T0));

        one.loop.runOnce();

        assertThat(one.core().tier()).isEqualTo(Tier.L2);
    }

    @Test
    void aSenderCannotFillTheMemoryWithScopes() {
        for (int i = 0; i < 300; i++) {
            one.receives(Drives.firing(new Scope.Service("type-" + i), Tier.L1, T0));
        }
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();
        one.loop.runOnce();

        assertThat(tiers.load().scopes()).hasSizeLessThanOrEqualTo(Demand.MAX_SCOPES + 2);
        assertThat(one.core().tier()).isEqualTo(Tier.L2);
    }

    @Test
    void whatBecameNormalLongAgoIsForgotten() {
        Scope service = new Scope.Service("http-request");
        one.operator.engage(service, Tier.L1, "drill", Duration.ofMinutes(1), "li");
        pass(Duration.ofMinutes(4), one);
        assertThat(tiers.load().scopes()).hasSize(1);

        clock.advance(Duration.ofHours(2));
        one.receives(Drives.firing(CORE, Tier.L2, clock.instant()));
        one.loop.runOnce();

        assertThat(tiers.load().scopes()).extracting(ScopeState::scope).containsExactly(CORE);
    }

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
        Scope service = new Scope.Service("http-request");
        one.operator.engage(service, Tier.L1, "drill", Duration.ofMinutes(1), "li");
        clock.advance(Duration.ofMinutes(1).minusMillis(100));
        one.loop.runOnce();
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

    @Test
    void aSenderCannotKeepALaterScopeOutByHalfAsManyAsThereMayBe() {
        for (int i = 0; i < 150; i++) {
            one.receives(Drives.firing(new Scope.Service("type-" + i), Tier.L1, T0.plusSeconds(1)));
        }
        one.loop.runOnce();
        one.receives(Drives.firing(new Scope.Service("http-request"), Tier.L1, T0));

        one.loop.runOnce();

        assertThat(tiers.load().state(new Scope.Service("http-request"))).get().matches(each -> each.tier() == Tier.L1);
    }
}
