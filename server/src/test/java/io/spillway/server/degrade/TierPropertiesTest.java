package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold whatever happens. Every failure names its seed. */
final class TierPropertiesTest {

    private static final Instant T0 = EngineStory.T0;
    private static final Scope CORE = new Scope.Core();
    private static final Tier[] TIERS = {Tier.L1, Tier.L2, Tier.L3};

    private final long seed = new Random().nextLong();
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
                ScopeState next = engine.decide(state, new Signals(drawn.drives(), null, drawn.blind()), now);

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
    void everyOrderAndRepetitionOfTheSameNoticesEndsInTheSameTier() {
        for (int run = 0; run < 300; run++) {
            List<AlertNotice> history = history();
            String expected = tierAfter(history);

            List<AlertNotice> replayed = new ArrayList<>(history);
            for (int i = random.nextInt(10); i > 0; i--) {
                replayed.add(history.get(random.nextInt(history.size())));
            }
            Collections.shuffle(replayed, random);

            assertThat(tierAfter(replayed))
                    .as("seed %d run %d: %s", seed, run, replayed)
                    .isEqualTo(expected);
        }
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
        return new Signals(drives, manual, random.nextInt(3) == 0);
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
