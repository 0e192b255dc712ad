package io.spillway.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ConcurrencyShares;
import io.spillway.server.degrade.ControlLabels;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Threshold;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A policy written out as text, and the hash by which two are told apart. */
final class PolicyTextTest extends PolicyScene {

    @Test
    void readsWhatItWroteWhateverThePolicy() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            DegradeConfig config = anyPolicy(random);

            assertThat(accepted(PolicyText.of(config))).as("seed " + seed).isEqualTo(config);
        }
    }

    @Test
    void hashesWhatAPolicySaysAndNotHowItIsWritten() {
        assertThat(PolicyText.hash(accepted("observe: false # as ever\n"))).isEqualTo(PolicyText.hash(DEFAULTS));
        assertThat(PolicyText.hash(accepted("observe: true\n"))).isNotEqualTo(PolicyText.hash(DEFAULTS));
        assertThat(PolicyText.hash(DEFAULTS)).matches("[0-9a-f]{12}");
    }

    private static DegradeConfig anyPolicy(Random random) {
        DegradeConfig config = DEFAULTS.withObserve(random.nextBoolean())
                .withCoreTypes(anyOf(random, List.of("a", "b-c", "d1")))
                .withLabels(new ControlLabels("p'urpose", "true", "ti: er", "#scope", "service"))
                .withPace(new Pace(
                        any(random),
                        any(random).plusMillis(1),
                        List.of(random.nextInt(1, 99), 100),
                        Duration.ofDays(1),
                        Map.of(
                                Tier.L1, anyThreshold(random),
                                Tier.L2, anyThreshold(random),
                                Tier.L3, anyThreshold(random)),
                        new Pace.Bounds(
                                any(random).plusMillis(1),
                                Duration.ofSeconds(9),
                                8 + random.nextInt(90),
                                1 + random.nextInt(9),
                                1 + random.nextInt(9))));
        Map<Scope, Map<Tier, TierPolicy>> overrides = new HashMap<>();
        for (Scope scope : List.of(new Scope.Core(), new Scope.Site(), new Scope.Service("x-y"))) {
            if (random.nextBoolean()) {
                overrides.put(scope, Map.of(Tier.L2, anyTier(random)));
            }
        }
        return config.withPolicy(Tier.L1, anyTier(random))
                .withPolicy(Tier.L3, anyTier(random))
                .withOverrides(overrides);
    }

    private static Threshold anyThreshold(Random random) {
        return new Threshold(
                random.nextDouble(0.000_01, 1),
                random.nextDouble(0.01, 1),
                any(random),
                random.nextInt(2_000),
                random.nextDouble(0.01, 1));
    }

    private static TierPolicy anyTier(Random random) {
        Duration hold = any(random);
        RetryCut cut = random.nextBoolean()
                ? RetryCut.NONE
                : new RetryCut(random.nextBoolean() ? Integer.MAX_VALUE : 3, 1 + random.nextInt(9) / 2.0);
        TierActions actions = new TierActions(
                anyOf(random, List.of(Criticality.SHEDDABLE, Criticality.SHEDDABLE_PLUS, Criticality.CRITICAL)),
                new ConcurrencyShares(0.5, random.nextBoolean() ? Map.of() : Map.of("t", 0.1)),
                cut,
                random.nextBoolean(),
                anyOf(random, List.of("x", "y")),
                Duration.ofMillis(random.nextInt(10_001)));
        return new TierPolicy(hold, hold.plus(any(random)), random.nextBoolean(), actions);
    }

    private static Duration any(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofMillis(random.nextInt(10_000));
            case 1 -> Duration.ofSeconds(random.nextInt(10_000));
            case 2 -> Duration.ofMinutes(random.nextInt(300));
            default -> Duration.ofHours(random.nextInt(48));
        };
    }

    private static <T> Set<T> anyOf(Random random, List<T> all) {
        List<T> some = new ArrayList<>(all);
        some.removeIf(_ -> random.nextBoolean());
        return Set.copyOf(some);
    }
}
