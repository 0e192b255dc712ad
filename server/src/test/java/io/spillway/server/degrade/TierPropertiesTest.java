package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold whatever happens. Every failure names its seed. */
final class TierPropertiesTest {

    private static final Instant T0 = EngineStory.T0;
    private static final Scope CORE = new Scope.Core();
    private static final Tier[] TIERS = {Tier.L1, Tier.L2, Tier.L3};

    private final long seed = Seed.drawn(TierPropertiesTest.class);
    private final Random random = new Random(seed);

    @Test
    void nothingEverShedsWhatIsMostCritical() {
        for (int run = 0; run < 50; run++) {
            ManualClock clock = new ManualClock(T0);
            Switchboard switchboard = new Switchboard(DegradeConfig.defaults(), clock);
            TierEngine engine = new TierEngine(DegradeConfig.defaults());
            ScopeState state = ScopeState.normal(CORE, T0);
            for (int turn = 1; turn < 100; turn++) {
                clock.advance(Duration.ofSeconds(random.nextInt(300)));
                state = engine.decide(state, signals(clock.instant()), clock.instant());
                switchboard.apply(new Tiers(turn, List.of(state), List.of()));

                assertThat(switchboard.admit("any", Criticality.CRITICAL_PLUS, "c" + random.nextInt()))
                        .as("seed %d run %d turn %d", seed, run, turn)
                        .isInstanceOf(Admission.Verdict.Admitted.class);
                assertThat(switchboard.claimable("any")).contains(Criticality.CRITICAL_PLUS, Criticality.CRITICAL);
                assertThat(switchboard.concurrencyShare("any")).isBetween(0.5, 1.0);
            }
        }
    }

    @Test
    void nothingIsReleasedWhileBlind() {
        TierEngine engine = new TierEngine(DegradeConfig.defaults());
        for (int run = 0; run < 200; run++) {
            Instant now = T0;
            ScopeState state = ScopeState.normal(CORE, T0);
            for (int turn = 0; turn < 200; turn++) {
                now = now.plusSeconds(random.nextInt(120));
                Signals signals = signals(now);
                ScopeState next = engine.decide(state, signals, now);

                if (signals.blind() && signals.manual() == null) {
                    assertThat(effect(next))
                            .as("seed %d run %d turn %d: %s -> %s", seed, run, turn, state, next)
                            .isGreaterThanOrEqualTo(effect(state));
                }
                assertThat(next.status().intensity() > 0)
                        .as("seed %d run %d turn %d: %s", seed, run, turn, next)
                        .isEqualTo(next.tier() != Tier.NONE);
                state = next;
            }
        }
    }

    @Test
    void noAutomaticReleaseComesBeforeItsHoldIsOver() {
        TierEngine engine = new TierEngine(DegradeConfig.defaults());
        for (int run = 0; run < 200; run++) {
            Instant now = T0;
            ScopeState state = ScopeState.normal(CORE, T0);
            for (int turn = 0; turn < 200; turn++) {
                now = now.plusSeconds(random.nextInt(120));
                Signals drawn = signals(now);
                ScopeState next = engine.decide(
                        state,
                        new Signals(drawn.drives(), null, drawn.silent(), drawn.sli(), drawn.ineffective()),
                        now);

                Instant until = state.status().until();
                if (state.is(State.ENGAGED) && until != null && now.isBefore(until)) {
                    assertThat(effect(next))
                            .as("seed %d run %d turn %d: %s -> %s", seed, run, turn, state, next)
                            .isGreaterThanOrEqualTo(effect(state));
                }
                state = next;
            }
        }
    }

    @Test
    void everyOrderAndRepetitionEndsInTheSameTierOnceEachLastWordIsSaidAgain() {
        for (int run = 0; run < 300; run++) {
            List<AlertNotice> history = history();
            String expected = tierAfter(history);

            List<AlertNotice> replayed = new ArrayList<>(history);
            for (int i = random.nextInt(10); i > 0; i--) {
                replayed.add(history.get(random.nextInt(history.size())));
            }
            Collections.shuffle(replayed, random);
            replayed.addAll(lastWords(history));

            assertThat(tierAfter(replayed))
                    .as("seed %d run %d: %s", seed, run, replayed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatAnAlertAsksForIsInForceUnlessAPersonSaysOtherwise() {
        walk((state, signals, next, now) -> {
            if (signals.manual() == null) {
                assertThat(next.tier()).isGreaterThanOrEqualTo(signals.wanted());
            } else {
                assertThat(next.tier()).isEqualTo(signals.manual().tier());
            }
        });
    }

    @Test
    void theIntensityIsAPartOfTheTierAndNeverFallsButInARelease() {
        walk((state, signals, next, now) -> {
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
        walk((state, signals, next, now) -> {
            boolean persons =
                    state.is(State.MANUAL_HOLD) || state.memory().course().sight() == null;
            if (signals.manual() == null && !persons && effect(next) < effect(state)) {
                assertThat(signals.sli()).isNotNull();
                assertThat(Pace.DEFAULT.threshold(state.tier()).isGood(signals.sli()))
                        .isTrue();
            }
        });
    }

    @Test
    void aLatchedTierIsLeftByAPersonOrForAHigherOneOnly() {
        walk((state, signals, next, now) -> {
            if (state.is(State.LATCHED) && signals.manual() == null) {
                assertThat(next.is(State.LATCHED)).isTrue();
                assertThat(next.tier()).isGreaterThanOrEqualTo(state.tier());
            }
        });
    }

    @Test
    void nothingChangesMoreOftenWithinAnHourThanItMay() {
        for (int run = 0; run < 100; run++) {
            int max = 8 + random.nextInt(30);
            Pace.Bounds bounds = new Pace.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(15), max, 1000, 1000);
            TierEngine engine = new TierEngine(hasty(bounds));
            List<Instant> changes = new ArrayList<>();
            ScopeState state = ScopeState.normal(CORE, T0);
            Instant now = T0;
            for (int turn = 0; turn < 2_000; turn++) {
                now = now.plusMillis(random.nextInt(20_000));
                ScopeState next = engine.decide(state, withoutPerson(signals(now)), now);
                if (isChange(state, next)) {
                    changes.add(now);
                }
                Instant hourAgo = now.minus(Duration.ofHours(1));
                changes.removeIf(each -> !each.isAfter(hourAgo));
                assertThat(changes)
                        .as("seed %d run %d turn %d: %s -> %s", seed, run, turn, state, next)
                        .hasSizeLessThanOrEqualTo(max);
                // A person lets go what is latched, so that the walk goes on; what they do is not counted.
                if (next.is(State.LATCHED) && random.nextInt(50) == 0) {
                    next = ScopeState.normal(CORE, now);
                    changes.clear();
                }
                state = next;
            }
        }
    }

    @Test
    void aSwitchByHandEndsWithItsTime() {
        for (int run = 0; run < 200; run++) {
            TierPlanner planner = new TierPlanner(DegradeConfig::defaults);
            Instant until = T0.plusSeconds(1 + random.nextInt(3600));
            Tier tier = Tier.values()[random.nextInt(4)];
            Tiers tiers = new Tiers(1, List.of(), List.of(new ManualSwitch(CORE, tier, "drill", until, "li")));
            TierPlanner.Seen seen = new TierPlanner.Seen(List.of(), new Watchdog(null, false));
            Instant before =
                    T0.plusMillis(random.nextLong(Duration.between(T0, until).toMillis()));

            Tiers held = planner.plan(tiers, seen, before).next();
            Tiers over = planner.plan(held, seen, until.plusMillis(random.nextInt(10_000)))
                    .next();

            assertThat(held.state(CORE).orElseThrow().status())
                    .as("seed %d run %d", seed, run)
                    .matches(status -> status.state() == State.MANUAL_HOLD && status.tier() == tier);
            assertThat(over.switches()).isEmpty();
            assertThat(over.state(CORE)).get().matches(state -> !state.is(State.MANUAL_HOLD));
        }
    }

    /** What must hold for each step of a walk. */
    private interface Step {
        void check(ScopeState state, Signals signals, ScopeState next, Instant now);
    }

    private void walk(Step step) {
        TierEngine engine = new TierEngine(DegradeConfig.defaults());
        for (int run = 0; run < 200; run++) {
            Instant now = T0;
            ScopeState state = ScopeState.normal(CORE, T0);
            for (int turn = 0; turn < 200; turn++) {
                now = now.plusSeconds(random.nextInt(random.nextInt(10) == 0 ? 1_000 : 30));
                Signals signals = signals(now);
                ScopeState next = engine.decide(state, signals, now);
                try {
                    step.check(state, signals, next, now);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "seed %d run %d turn %d: %s with %s -> %s".formatted(seed, run, turn, state, signals, next),
                            e);
                }
                state = next;
            }
        }
    }

    private static DegradeConfig hasty(Pace.Bounds bounds) {
        DegradeConfig config = DegradeConfig.defaults();
        Pace pace = Pace.DEFAULT.withBounds(bounds).withRampStep(Duration.ofSeconds(1));
        for (Tier tier : TIERS) {
            config = config.withPolicy(tier, config.policy(tier).withMinHold(Duration.ZERO));
            pace = pace.withThreshold(tier, pace.threshold(tier).withClear(Duration.ZERO));
        }
        return config.withPace(pace);
    }

    private static boolean isChange(ScopeState state, ScopeState next) {
        return state.tier() != next.tier()
                || state.status().state() != next.status().state()
                || state.status().intensity() != next.status().intensity();
    }

    private static Signals withoutPerson(Signals signals) {
        return new Signals(signals.drives(), null, signals.silent(), signals.sli(), signals.ineffective());
    }

    private Signals signals(Instant now) {
        List<ControlLabels.Drive> drives = new ArrayList<>();
        for (Tier tier : TIERS) {
            if (random.nextInt(4) == 0) {
                drives.add(new ControlLabels.Drive(CORE, tier, Drives.alert(CORE, tier, now)));
            }
        }
        ManualSwitch manual = random.nextInt(12) > 0
                ? null
                : new ManualSwitch(CORE, Tier.values()[random.nextInt(4)], "drill", now.plusSeconds(60), "li");
        double[] shares = {0, 0, 0, 0.003, 0.006, 0.03, 0.11, 0.4};
        Sli sli = random.nextInt(6) == 0 ? null : EngineStory.share(shares[random.nextInt(shares.length)]);
        return new Signals(drives, manual, random.nextInt(6) == 0, sli, random.nextInt(20) == 0 ? 3 : 0);
    }

    private static double effect(ScopeState state) {
        return state.tier().ordinal() * 2 + state.status().intensity();
    }

    /* Episodes that follow each other, as one sender tells them. */
    private List<AlertNotice> history() {
        List<AlertNotice> history = new ArrayList<>();
        for (Tier tier : TIERS) {
            Instant at = T0.minusSeconds(1_000);
            for (int episodes = random.nextInt(3); episodes > 0; episodes--) {
                Instant from = at.plusSeconds(1 + random.nextInt(60));
                at = from.plusSeconds(1 + random.nextInt(60));
                history.add(Drives.firing(CORE, tier, from));
                if (episodes > 1 || random.nextBoolean()) {
                    history.add(Drives.resolved(CORE, tier, from, at));
                }
            }
        }
        if (history.isEmpty()) {
            history.add(Drives.firing(CORE, Tier.L1, T0));
        }
        return history;
    }

    /* A start that comes after its own end leaves a doubt, which the alert's last word settles. */
    private static Collection<AlertNotice> lastWords(List<AlertNotice> history) {
        Map<String, AlertNotice> last = new LinkedHashMap<>();
        history.forEach(notice -> last.put(notice.fingerprint(), notice));
        return last.values();
    }

    /* Each notice alone, a decision only once all are in: what is asked for in the end does not depend on the order. */
    private static String tierAfter(List<AlertNotice> notices) {
        ManualClock clock = new ManualClock(T0);
        InMemoryAlertStore store = new InMemoryAlertStore();
        AlertIntake intake = new AlertIntake(store, clock, List.of());
        notices.forEach(notice -> intake.accept(List.of(notice)));
        Alerts alerts = new Alerts(store);
        TierPlanner planner = new TierPlanner(DegradeConfig::defaults);
        TierPlanner.Plan plan =
                planner.plan(Tiers.NONE, new TierPlanner.Seen(alerts.firing(), alerts.watchdog()), clock.instant());
        return plan.next().state(CORE).map(ScopeState::status).toString();
    }
}
