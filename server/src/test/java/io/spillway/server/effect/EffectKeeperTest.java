package io.spillway.server.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.Sli;
import io.spillway.server.sli.Count;
import io.spillway.server.sli.Reading;
import io.spillway.server.sli.Sheds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes over one store; what is in force and how the core fares is set by hand. */
final class EffectKeeperTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Scope CORE = new Scope.Core();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryEffectStore store = new InMemoryEffectStore();
    private final Node one = new Node();
    private final Node two = new Node();
    private long revision = 1;
    private @Nullable Reading numbers = errors(0, 0);

    private final class Node implements EffectKeeper.Listener {
        final List<Engagement> told = new ArrayList<>();
        Map<Scope, Integer> streaks = Map.of();
        Degradation inForce = new Degradation(0, List.of());
        final EffectKeeper keeper = new EffectKeeper(
                store,
                new EffectKeeper.Sources(() -> inForce, () -> Optional.ofNullable(numbers)),
                DegradeConfig::defaults,
                this,
                clock);

        @Override
        public void ended(Engagement engagement) {
            told.add(engagement);
        }

        @Override
        public void ineffective(Map<Scope, Integer> now) {
            streaks = now;
        }
    }

    private static Reading errors(long perThousand, long shed) {
        return new Reading(
                Map.of("stock-deduct", new Count(1000, perThousand)),
                Count.NONE,
                MINUTE,
                Duration.ZERO,
                Map.of(
                        new Sheds("core", Tier.L2, Criticality.SHEDDABLE),
                        shed,
                        new Sheds("site", Tier.L2, Criticality.SHEDDABLE),
                        1_000_000L));
    }

    private static Sli sli(long errors) {
        return new Sli(1000, errors, MINUTE, Duration.ZERO);
    }

    private void core(Tier tier, State state, Node... nodes) {
        Instant since = tier == Tier.NONE || nodes[0].inForce.scopes().isEmpty()
                ? clock.instant()
                : nodes[0].inForce.scopes().getFirst().since();
        ScopeStatus status =
                new ScopeStatus(CORE, tier, state, tier == Tier.NONE ? 0 : 1, since, null, "drill", "c0ffee", null);
        Degradation next = new Degradation(revision++, tier == Tier.NONE ? List.of() : List.of(status));
        for (Node node : nodes) {
            node.inForce = next;
        }
    }

    private void look() {
        one.keeper.runOnce();
        two.keeper.runOnce();
    }

    /* An engagement of ten minutes, with these errors of a thousand before it, and once it settled. */
    private void engagement(long before, long settled, State state) {
        numbers = errors(before, 0);
        core(Tier.L2, state, one, two);
        look();
        clock.advance(Duration.ofMinutes(5));
        numbers = errors(settled, 40);
        look();
        clock.advance(Duration.ofMinutes(5));
        numbers = errors(0, 100);
        core(Tier.NONE, State.NORMAL, one, two);
        look();
    }

    @Test
    void writesUpWhatAnEngagementDidAndWhatItCost() {
        engagement(300, 20, State.ENGAGED);

        assertThat(one.told).hasSize(1);
        assertThat(two.told).isEmpty();
        Engagement written = one.told.getFirst();
        assertThat(written.numbers()).isEqualTo(new Engagement.Numbers(sli(300), sli(20), sli(0)));
        assertThat(written.cost().shed()).isEqualTo(Map.of(Criticality.SHEDDABLE, 100L));
        assertThat(written.verdict()).isEqualTo(Verdict.EFFECTIVE);
        assertThat(written.begun()).isEqualTo(T0);
        assertThat(written.ended()).isEqualTo(T0.plus(Duration.ofMinutes(10)));
        assertThat(written.origin()).isEqualTo(new Engagement.Origin("c0ffee", null, false));
        look();
        assertThat(two.keeper.recent()).containsExactly(written);
    }

    @Test
    void judgesByTheNumbersOnceTheClearTimeIsOverAndNotByThoseAtTheRelease() {
        engagement(300, 290, State.ENGAGED);

        assertThat(one.told.getFirst().verdict()).isEqualTo(Verdict.NONE);
    }

    @Test
    void showsWhatGoesOnWithWhatItHasCostSoFar() {
        core(Tier.L1, State.ENGAGED, one, two);
        look();
        numbers = errors(0, 17);
        core(Tier.L2, State.ENGAGED, one, two);
        look();
        look();

        assertThat(two.keeper.recent()).singleElement().satisfies(open -> {
            assertThat(open.tier()).isEqualTo(Tier.L2);
            assertThat(open.ended()).isNull();
            assertThat(open.verdict()).isNull();
            assertThat(open.cost().shed()).isEqualTo(Map.of(Criticality.SHEDDABLE, 17L));
        });
    }

    @Test
    void countsEngagementsInARowThatHadNoEffect() {
        engagement(300, 290, State.ENGAGED);
        engagement(300, 600, State.ENGAGED);
        assertThat(one.streaks).isEqualTo(Map.of(CORE, 2));

        engagement(0, 0, State.ENGAGED);
        assertThat(one.told.getLast().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(one.keeper.ineffective()).as("what nobody knows ends no row").isEqualTo(Map.of(CORE, 2));

        engagement(300, 10, State.ENGAGED);
        look();
        assertThat(two.streaks).isEmpty();
    }

    @Test
    void beginsToCountAnewOnceAPersonHasReleasedIt() {
        engagement(300, 290, State.ENGAGED);
        engagement(300, 290, State.ENGAGED);

        engagement(300, 290, State.LATCHED);

        assertThat(one.streaks).isEmpty();
    }

    @Test
    void saysNothingOfADryRunOrOfWhatIsOnlyAskedFor() {
        core(Tier.L2, State.OBSERVE, one, two);
        look();
        core(Tier.NONE, State.PENDING, one, two);
        look();

        assertThat(store.load()).isEqualTo(Ledger.EMPTY);
    }

    @Test
    void aNodeThatKnowsOlderTiersWritesNothing() {
        core(Tier.L2, State.ENGAGED, one);
        look();
        clock.advance(Duration.ofHours(1));
        two.keeper.runOnce();

        assertThat(store.load().open()).hasSize(1);
        assertThat(two.told).isEmpty();
    }

    @Test
    void knowsWhatItKnewWhileTheStorageIsAway() {
        engagement(300, 290, State.ENGAGED);
        store.down(true);
        look();

        assertThat(one.keeper.recent()).hasSize(1);
        assertThat(one.keeper.ineffective()).isEqualTo(Map.of(CORE, 1));
    }

    @Test
    void costsNothingWhereTheStorageLostItsCounts() {
        numbers = errors(0, 500);
        core(Tier.L2, State.ENGAGED, one, two);
        look();
        numbers = errors(0, 3);
        core(Tier.NONE, State.NORMAL, one, two);
        look();

        assertThat(one.told.getFirst().cost().shed()).isEmpty();
    }
}
