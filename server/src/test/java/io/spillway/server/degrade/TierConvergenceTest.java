package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
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

/** The order in which notices come, how often, and when it is decided, make no difference in the end. Failures name their seed. */
final class TierConvergenceTest {

    private static final Instant T0 = EngineStory.T0;

    private final long seed = Seed.drawn(TierConvergenceTest.class);
    private final Random random = new Random(seed);
    private final Draw draw = new Draw(random);

    @Test
    void everyOrderAndRepetitionEndsInTheSameTiersOnceEachLastWordIsSaidAgain() {
        for (int run = 0; run < 300; run++) {
            DegradeConfig config = draw.policy();
            List<AlertNotice> history = history();
            Map<Scope, Tier> expected = decided(config, history);

            assertThat(decided(config, disordered(history)))
                    .as("seed %d run %d", seed, run)
                    .isEqualTo(expected);
        }
    }

    /* What fired for a moment may have engaged a tier: that one goes by the usual way, unless a person must look at it. */
    @Test
    void whatIsDecidedOnTheWayGoesAgainUntilOnlyWhatIsAskedForIsLeft() {
        int settled = 0;
        for (int run = 0; run < 100; run++) {
            DegradeConfig config = draw.policy();
            List<AlertNotice> history = history();
            Map<Scope, Tier> asked = asked(history);
            Node node = new Node(config);

            for (AlertNotice notice : disordered(history)) {
                node.intake.accept(List.of(notice));
                if (random.nextInt(3) == 0) {
                    node.decide(draw.seconds(0, 120));
                }
            }
            node.decide(config.pace().confirm());
            node.decide(config.pace().confirm());
            for (Scope scope : Draw.SCOPES) {
                assertThat(node.tier(scope))
                        .as("seed %d run %d %s", seed, run, scope)
                        .isGreaterThanOrEqualTo(asked.getOrDefault(scope, Tier.NONE));
            }
            for (int turn = 0; turn < 600; turn++) {
                node.decide(Duration.ofSeconds(30));
            }

            for (Scope scope : Draw.SCOPES) {
                Tier wanted = asked.getOrDefault(scope, Tier.NONE);
                if (node.isLatched(scope)) {
                    assertThat(node.tier(scope)).as("seed %d run %d", seed, run).isGreaterThanOrEqualTo(wanted);
                } else {
                    settled++;
                    assertThat(node.tier(scope))
                            .as("seed %d run %d: %s of %s", seed, run, scope, node.tiers)
                            .isEqualTo(wanted);
                }
            }
        }
        assertThat(settled).as("seed %d", seed).isGreaterThan(100);
    }

    /** Intake and planner of a node in which nothing else happens. */
    private static final class Node {
        final ManualClock clock = new ManualClock(T0);
        final InMemoryAlertStore store = new InMemoryAlertStore();
        final AlertIntake intake = new AlertIntake(store, clock, List.of());
        final Alerts alerts = new Alerts(store);
        final TierPlanner planner;
        Tiers tiers = Tiers.NONE;

        Node(DegradeConfig config) {
            planner = new TierPlanner(() -> config);
        }

        void decide(Duration later) {
            clock.advance(later);
            TierPlanner.Seen seen = new TierPlanner.Seen(alerts.firing(), alerts.watchdog());
            tiers = planner.plan(tiers, seen, clock.instant()).next();
        }

        Tier tier(Scope scope) {
            return tiers.state(scope).map(ScopeState::tier).orElse(Tier.NONE);
        }

        boolean isLatched(Scope scope) {
            return tiers.state(scope).filter(each -> each.is(State.LATCHED)).isPresent();
        }
    }

    /* Each notice alone, a decision only once all are in, and one more where that must be confirmed. */
    private static Map<Scope, Tier> decided(DegradeConfig config, List<AlertNotice> notices) {
        Node node = new Node(config);
        notices.forEach(notice -> node.intake.accept(List.of(notice)));
        node.decide(Duration.ZERO);
        node.decide(config.pace().confirm());
        Map<Scope, Tier> tiers = new LinkedHashMap<>();
        Draw.SCOPES.forEach(scope -> tiers.put(scope, node.tier(scope)));
        return tiers;
    }

    /* Told in order: the last word of each alert says whether it asks for its tier. */
    private static Map<Scope, Tier> asked(List<AlertNotice> history) {
        Map<Scope, Tier> asked = new LinkedHashMap<>();
        for (Scope scope : Draw.SCOPES) {
            for (Tier tier : Draw.TIERS) {
                history.stream()
                        .filter(each -> each.fingerprint().equals(Drives.fingerprint(scope, tier)))
                        .reduce((_, last) -> last)
                        .filter(each -> each.endsAt() == null)
                        .ifPresent(_ -> asked.merge(scope, tier, Tier::or));
            }
        }
        return asked;
    }

    /* A start that comes after its own end leaves a doubt, which the alert's last word settles. */
    private List<AlertNotice> disordered(List<AlertNotice> history) {
        List<AlertNotice> replayed = new ArrayList<>(history);
        for (int i = random.nextInt(10); i > 0; i--) {
            replayed.add(history.get(random.nextInt(history.size())));
        }
        Collections.shuffle(replayed, random);
        List<AlertNotice> last = new ArrayList<>(lastWords(history));
        Collections.shuffle(last, random);
        replayed.addAll(last);
        return replayed;
    }

    /* Episodes that follow each other, as one sender tells them, in several scopes. */
    private List<AlertNotice> history() {
        List<AlertNotice> history = new ArrayList<>();
        for (Scope scope : Draw.SCOPES) {
            for (Tier tier : Draw.TIERS) {
                Instant at = T0.minusSeconds(1_000);
                for (int episodes = random.nextInt(3); episodes > 0; episodes--) {
                    Instant from = at.plusSeconds(1 + random.nextInt(60));
                    at = from.plusSeconds(1 + random.nextInt(60));
                    history.add(Drives.firing(scope, tier, from));
                    if (episodes > 1 || random.nextBoolean()) {
                        history.add(Drives.resolved(scope, tier, from, at));
                    }
                }
            }
        }
        if (history.isEmpty()) {
            history.add(Drives.firing(Draw.SCOPES.getFirst(), Tier.L1, T0));
        }
        return history;
    }

    private static Collection<AlertNotice> lastWords(List<AlertNotice> history) {
        Map<String, AlertNotice> last = new LinkedHashMap<>();
        history.forEach(notice -> last.put(notice.fingerprint(), notice));
        return last.values();
    }
}
