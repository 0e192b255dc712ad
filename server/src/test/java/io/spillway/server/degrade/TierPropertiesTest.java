package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold whatever happens, in any scope and by any policy. Every failure names its seed. */
final class TierPropertiesTest {

    private static final Instant T0 = EngineStory.T0;

    private final long seed = Seed.drawn(TierPropertiesTest.class);
    private final Random random = new Random(seed);
    private final Draw draw = new Draw(random);

    @Test
    void nothingEverShedsWhatIsMostCritical() {
        for (int run = 0; run < 50; run++) {
            ManualClock clock = new ManualClock(T0);
            DegradeConfig config = draw.policy();
            Switchboard switchboard = new Switchboard(config, clock);
            List<ScopeState> states = new ArrayList<>();
            Draw.SCOPES.forEach(scope -> states.add(ScopeState.normal(scope, T0)));
            for (int turn = 1; turn < 100; turn++) {
                clock.advance(Duration.ofSeconds(random.nextInt(300)));
                states.replaceAll(state -> decide(state, config, clock.instant()));
                switchboard.apply(new Tiers(turn, states, List.of()));

                for (String type : List.of("any", "http-request", "stock-deduct")) {
                    assertThat(switchboard.admit(type, Criticality.CRITICAL_PLUS, "c" + random.nextInt()))
                            .as("seed %d run %d turn %d", seed, run, turn)
                            .isInstanceOf(Admission.Verdict.Admitted.class);
                    assertThat(switchboard.claimable(type)).contains(Criticality.CRITICAL_PLUS);
                    assertThat(switchboard.concurrencyShare(type)).isBetween(0.05, 1.0);
                }
            }
        }
    }

    private ScopeState decide(ScopeState state, DegradeConfig config, Instant now) {
        DegradeConfig own = config.in(state.scope());
        return new TierEngine(own).decide(state, draw.signals(state.scope(), own, now), now);
    }

    @Test
    void nothingIsReleasedWhileBlind() {
        walk((config, state, signals, next, now) -> {
            if (signals.blind() && signals.manual() == null) {
                assertThat(effect(next)).isGreaterThanOrEqualTo(effect(state));
            }
            assertThat(next.status().intensity() > 0).isEqualTo(next.tier() != Tier.NONE);
        });
    }

    @Test
    void noAutomaticReleaseComesBeforeItsHoldIsOver() {
        walk((config, state, signals, next, now) -> {
            Instant until = state.status().until();
            if (signals.manual() == null && state.is(State.ENGAGED) && until != null && now.isBefore(until)) {
                assertThat(effect(next)).isGreaterThanOrEqualTo(effect(state));
            }
        });
    }

    @Test
    void whatAnAlertAsksForIsInForceUnlessAPersonSaysOtherwise() {
        walk((config, state, signals, next, now) -> {
            if (signals.manual() != null) {
                assertThat(next.tier()).isEqualTo(signals.manual().tier());
            } else if (!next.is(State.PENDING)) {
                assertThat(next.tier()).isGreaterThanOrEqualTo(signals.wanted());
            } else {
                assertThat(config.pace().confirm()).isPositive();
            }
        });
    }

    @Test
    void theIntensityIsAPartOfTheTierAndNeverFallsButInARelease() {
        walk((config, state, signals, next, now) -> {
            double intensity = next.status().intensity();
            assertThat(intensity).isBetween(0.0, 1.0);
            boolean fell =
                    next.tier() == state.tier() && intensity < state.status().intensity();
            if (fell && signals.manual() == null) {
                assertThat(next.is(State.RECOVERING)).isTrue();
            }
        });
    }

    @Test
    void nothingGoesDownByItselfWhileTheNumbersAreNotGood() {
        walk((config, state, signals, next, now) -> {
            boolean persons =
                    state.is(State.MANUAL_HOLD) || state.memory().course().sight() == null;
            if (signals.manual() == null && !persons && effect(next) < effect(state)) {
                assertThat(signals.sli()).isNotNull();
                assertThat(signals.held()).isFalse();
                assertThat(config.pace().threshold(state.tier()).isGood(signals.sli()))
                        .isTrue();
            }
        });
    }

    @Test
    void aLatchedTierIsLeftByAPersonOrForAHigherOneOnly() {
        walk((config, state, signals, next, now) -> {
            if (state.is(State.LATCHED) && signals.manual() == null) {
                assertThat(next.is(State.LATCHED)).isTrue();
                assertThat(next.tier()).isGreaterThanOrEqualTo(state.tier());
            }
        });
    }

    /* Every step counts; a person who releases what is latched lets the walk go on, and what they do is not counted. */
    @Test
    void nothingChangesMoreOftenWithinAnHourThanItMayByWhateverPolicy() {
        for (int run = 0; run < 150; run++) {
            DegradeConfig drawn = draw.policy();
            DegradeConfig config = random.nextBoolean() ? drawn : hasty(drawn);
            int max = config.pace().bounds().maxChanges();
            Scope scope = draw.scope();
            DegradeConfig own = config.in(scope);
            TierEngine engine = new TierEngine(own);
            ActingFloor acting = new ActingFloor(own);
            List<Instant> changes = new ArrayList<>();
            ScopeState state = ScopeState.normal(scope, T0);
            Instant now = T0;
            int pace = 1 + random.nextInt(20_000);
            for (int turn = 0; turn < 1_500; turn++) {
                now = now.plusMillis(random.nextInt(pace));
                Signals signals = withoutPerson(draw.signals(scope, own, now));
                ScopeState next = acting.under(state, engine.decide(state, signals, now), signals, now);
                if (isChange(state, next)) {
                    changes.add(now);
                }
                Instant hourAgo = now.minus(Duration.ofHours(1));
                changes.removeIf(each -> !each.isAfter(hourAgo));
                assertThat(changes)
                        .as("seed %d run %d turn %d: %s -> %s", seed, run, turn, state, next)
                        .hasSizeLessThanOrEqualTo(max);
                if (next.is(State.LATCHED) && random.nextInt(50) == 0) {
                    next = ScopeState.normal(scope, now);
                    changes.clear();
                }
                state = next;
            }
        }
    }

    @Test
    void aSwitchByHandEndsWithItsTime() {
        for (int run = 0; run < 200; run++) {
            DegradeConfig config = draw.policy();
            Scope scope = draw.scope();
            TierPlanner planner = new TierPlanner(() -> config);
            Instant until = T0.plusSeconds(1 + random.nextInt(3600));
            Tier tier = Tier.values()[random.nextInt(4)];
            Tiers tiers = new Tiers(1, List.of(), List.of(new ManualSwitch(scope, tier, "drill", until, "li")));
            TierPlanner.Seen seen = new TierPlanner.Seen(List.of(), new Watchdog(null, false));
            Instant before =
                    T0.plusMillis(random.nextLong(Duration.between(T0, until).toMillis()));

            Tiers held = planner.plan(tiers, seen, before).next();
            Tiers over = planner.plan(held, seen, until.plusMillis(random.nextInt(10_000)))
                    .next();

            assertThat(held.state(scope).orElseThrow().status())
                    .as("seed %d run %d", seed, run)
                    .matches(status -> status.state() == State.MANUAL_HOLD && status.tier() == tier);
            assertThat(over.switches()).isEmpty();
            assertThat(over.state(scope)).get().matches(state -> !state.is(State.MANUAL_HOLD));
        }
    }

    /** What must hold for each step of a walk. */
    private interface Step {
        void check(DegradeConfig config, ScopeState state, Signals signals, ScopeState next, Instant now);
    }

    private void walk(Step step) {
        for (int run = 0; run < 200; run++) {
            Scope scope = draw.scope();
            DegradeConfig config =
                    run == 0 ? DegradeConfig.defaults() : draw.policy().in(scope);
            TierEngine engine = new TierEngine(config);
            Instant now = T0;
            ScopeState state = ScopeState.normal(scope, T0);
            for (int turn = 0; turn < 200; turn++) {
                now = now.plusSeconds(random.nextInt(random.nextInt(10) == 0 ? 1_000 : 30));
                Signals signals = draw.signals(scope, config, now);
                ScopeState next = engine.decide(state, signals, now);
                try {
                    step.check(config, state, signals, next, now);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "seed %d run %d turn %d: %s with %s -> %s by %s"
                                    .formatted(seed, run, turn, state, signals, next, config),
                            e);
                }
                state = next;
            }
        }
    }

    /* Nothing but the bound keeps it from changing. */
    private static DegradeConfig hasty(DegradeConfig drawn) {
        Pace.Bounds bounds = drawn.pace().bounds();
        DegradeConfig config = drawn.withOverrides(Map.of());
        Pace pace = drawn.pace()
                .withConfirm(Duration.ZERO)
                .withRampStep(Duration.ofSeconds(1))
                .withBounds(
                        new Pace.Bounds(Duration.ofSeconds(1), bounds.numbersAge(), bounds.maxChanges(), 1_000, 1_000));
        for (Tier tier : Draw.TIERS) {
            config = config.withPolicy(tier, config.policy(tier).withMinHold(Duration.ZERO));
            pace = pace.withThreshold(tier, pace.threshold(tier).withClear(Duration.ZERO));
        }
        return config.withPace(pace);
    }

    /* What is in force: an alert that only asks for a tier, while that must be confirmed, changes nothing. */
    private static boolean isChange(ScopeState state, ScopeState next) {
        boolean idle = state.tier() == Tier.NONE && next.tier() == Tier.NONE;
        return !idle
                && (state.tier() != next.tier()
                        || state.status().state() != next.status().state()
                        || state.status().intensity() != next.status().intensity());
    }

    private static Signals withoutPerson(Signals signals) {
        return new Signals(
                signals.drives(),
                null,
                signals.silent(),
                signals.sli(),
                signals.watched(),
                signals.ineffective(),
                signals.held());
    }

    private static double effect(ScopeState state) {
        return state.tier().ordinal() * 2 + state.status().intensity();
    }
}
