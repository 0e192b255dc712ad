package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is done to a type where tiers of several scopes act at once: of each kind the strongest, of whichever tier. */
final class TreatmentTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final String TYPE = "report";
    private static final Scope OWN = new Scope.Service(TYPE);
    private static final Scope CORE = new Scope.Core();
    private static final Scope SITE = new Scope.Site();

    private final Map<Tier, TierActions> actions = new HashMap<>();

    private void does(Tier tier, UnaryOperator<TierActions> what) {
        actions.put(tier, what.apply(TierActions.of(Set.of(), 1)));
    }

    private static ScopeState in(Scope scope, Tier tier, double intensity, Tier floor) {
        State state = intensity < 1 ? State.RECOVERING : State.ENGAGED;
        Instant until = T0.plusSeconds(60L * tier.ordinal());
        ScopeStatus status = new ScopeStatus(scope, tier, state, intensity, T0, until, "drill", null, null);
        return new ScopeState(status, floor, ScopeState.Memory.EMPTY);
    }

    private static ScopeState in(Scope scope, Tier tier) {
        return in(scope, tier, 1, Tier.NONE);
    }

    private Switchboard board(ScopeState... states) {
        DegradeConfig config = DegradeConfig.defaults();
        for (Map.Entry<Tier, TierActions> each : actions.entrySet()) {
            config = config.withPolicy(
                    each.getKey(), config.policy(each.getKey()).withActions(each.getValue()));
        }
        DegradeConfig policy = config;
        Switchboard board = new Switchboard(() -> policy, new ManualClock(T0), type -> "plugin-of-" + type);
        board.apply(new Tiers(1, List.of(states), List.of()));
        return board;
    }

    @Test
    void takesOfEachKindTheStrongestOfWhicheverTier() {
        does(Tier.L1, each -> each.withRetries(new RetryCut(2, 1)).withSlow(Duration.ofSeconds(4)));
        does(Tier.L2, each -> each.withRetries(new RetryCut(5, 8)).withFallback(false));
        does(Tier.L3, each -> each.withRetries(new RetryCut(3, 3)).withSlow(Duration.ofSeconds(1)));

        Admission.Treatment merged =
                board(in(OWN, Tier.L1), in(CORE, Tier.L2), in(SITE, Tier.L3)).treatment(TYPE);

        assertThat(merged).isEqualTo(new Admission.Treatment(false, new RetryCut(2, 8), Duration.ofSeconds(4), null));
        assertThat(merged.retries(Criticality.CRITICAL_PLUS)).isEqualTo(RetryCut.NORMAL);
        assertThat(merged.slow(Criticality.CRITICAL_PLUS)).isZero();
        assertThat(board(in(OWN, Tier.L1), in(CORE, Tier.L2)).treatment("other"))
                .as("another type has what the core path has")
                .isEqualTo(new Admission.Treatment(false, new RetryCut(5, 8), Duration.ZERO, null));
    }

    @Test
    void slowsByTheIntensityOfEachScope() {
        does(Tier.L1, each -> each.withSlow(Duration.ofSeconds(3)));
        does(Tier.L3, each -> each.withSlow(Duration.ofSeconds(8)));

        assertThat(board(in(OWN, Tier.L1), in(SITE, Tier.L3, 0.25, Tier.NONE))
                        .treatment(TYPE)
                        .delay())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(board(in(OWN, Tier.L1), in(SITE, Tier.L3, 0.5, Tier.NONE))
                        .treatment(TYPE)
                        .delay())
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void theFloorOfAReleaseActsInFull() {
        does(
                Tier.L1,
                each -> each.withSlow(Duration.ofSeconds(3))
                        .withRetries(RetryCut.NONE)
                        .withFallback(false));
        does(Tier.L3, each -> each.withSlow(Duration.ofSeconds(8)));

        assertThat(board(in(SITE, Tier.L3, 0.25, Tier.L1)).treatment(TYPE))
                .isEqualTo(new Admission.Treatment(false, RetryCut.NONE, Duration.ofSeconds(3), null));
    }

    @Test
    void namesTheMostSevereTierThatPausesTheTypeOrItsPlugin() {
        does(Tier.L1, each -> each.withPauses(Set.of(TYPE)));
        does(Tier.L2, each -> each.withPauses(Set.of("plugin-of-" + TYPE)));
        does(Tier.L3, each -> each.withPauses(Set.of("another")));

        Switchboard board = board(in(OWN, Tier.L1), in(CORE, Tier.L2), in(SITE, Tier.L3));

        assertThat(board.treatment(TYPE).pause()).isEqualTo(new Admission.Pause(Tier.L2, CORE, T0.plusSeconds(120)));
        assertThat(board.treatment(TYPE).servesByFallback()).isFalse();
        assertThat(board.keptBack(TYPE, Criticality.CRITICAL))
                .get()
                .extracting(ScopeStatus::scope)
                .isEqualTo(CORE);
        assertThat(board.treatment("other").pause()).isNull();
        assertThat(board(in(OWN, Tier.L1), in(SITE, Tier.L3)).treatment(TYPE).pause())
                .isEqualTo(new Admission.Pause(Tier.L1, OWN, T0.plusSeconds(60)));
    }

    @Test
    void leavesTheSmallestShareOfTheWorkers() {
        does(Tier.L1, each -> each.withConcurrency(ConcurrencyShares.of(0.4)));
        does(Tier.L2, each -> each.withConcurrency(new ConcurrencyShares(0.9, Map.of(TYPE, 0.2))));
        does(Tier.L3, each -> each.withConcurrency(ConcurrencyShares.of(0.1)));

        Switchboard board = board(in(OWN, Tier.L1), in(CORE, Tier.L2), in(SITE, Tier.L3, 0.5, Tier.NONE));

        assertThat(board.concurrencyShare(TYPE)).isCloseTo(0.2, within(1e-9));
        assertThat(board.concurrencyShare("other")).isCloseTo(0.55, within(1e-9));
        assertThat(board(in(OWN, Tier.L1), in(SITE, Tier.L3)).concurrencyShare(TYPE))
                .isCloseTo(0.1, within(1e-9));
    }
}
