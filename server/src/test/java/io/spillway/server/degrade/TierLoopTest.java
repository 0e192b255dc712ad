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
import org.junit.jupiter.api.Test;

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
