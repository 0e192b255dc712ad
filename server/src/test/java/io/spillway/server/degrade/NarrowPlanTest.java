package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is decided of an alert alone is what would have been decided of everything. Every failure names its seed. */
final class NarrowPlanTest {

    private static final Instant T0 = EngineStory.T0;
    private static final List<Scope> SCOPES = List.of(
            new Scope.Core(), new Scope.Site(), new Scope.Service("stock-deduct"), new Scope.Service("http-request"));

    private final long seed = Seed.drawn(NarrowPlanTest.class);
    private final Random random = new Random(seed);
    private final TierPlanner planner = new TierPlanner(DegradeConfig::defaults);

    @Test
    void anAlertAloneLeadsToWhereAWholeTurnWouldHaveLed() {
        int different = 0;
        for (int run = 0; run < 200; run++) {
            Instant now = T0;
            Map<String, Alert> firing = new LinkedHashMap<>();
            Tiers tiers = Tiers.NONE;
            for (int turn = 0; turn < 60; turn++) {
                now = now.plusSeconds(random.nextInt(random.nextInt(5) == 0 ? 2_000 : 40));
                TierPlanner.Plan before = settled(tiers, firing, now);
                change(firing, now);
                TierPlanner.Plan whole = planner.plan(before.next(), seen(firing), now);
                TierPlanner.Plan narrow = planner.plan(before.next(), seen(firing), before.demand(), now);

                assertThat(narrow.next())
                        .as("seed %d run %d turn %d", seed, run, turn)
                        .isEqualTo(whole.next());
                assertThat(narrow.changes()).isEqualTo(whole.changes());
                different += narrow.next().equals(before.next()) ? 0 : 1;
                tiers = narrow.next();
            }
        }
        assertThat(different).as("turns that changed something").isGreaterThan(1_000);
    }

    /** Everything that the time asks for is done, and a whole turn would change nothing. */
    private TierPlanner.Plan settled(Tiers tiers, Map<String, Alert> firing, Instant now) {
        TierPlanner.Plan plan = planner.plan(tiers, seen(firing), now);
        for (int i = 0; i < 10; i++) {
            TierPlanner.Plan next = planner.plan(plan.next(), seen(firing), now);
            if (next.next() == plan.next()) {
                return next;
            }
            plan = next;
        }
        throw new AssertionError("seed " + seed + ": whole turns at the same time do not come to an end");
    }

    private void change(Map<String, Alert> firing, Instant now) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Scope scope = SCOPES.get(random.nextInt(SCOPES.size()));
            Tier tier = Tier.values()[1 + random.nextInt(3)];
            Alert alert = Drives.alert(scope, tier, now);
            if (random.nextBoolean()) {
                firing.put(alert.fingerprint(), alert);
            } else {
                firing.remove(alert.fingerprint());
            }
        }
    }

    private static TierPlanner.Seen seen(Map<String, Alert> firing) {
        return new TierPlanner.Seen(new ArrayList<>(firing.values()), new Watchdog(null, false));
    }
}
