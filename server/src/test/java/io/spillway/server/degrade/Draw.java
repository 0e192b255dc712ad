package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Policies, scopes and signals by chance: anything that the checks of the records let through. */
final class Draw {

    static final Tier[] TIERS = {Tier.L1, Tier.L2, Tier.L3};
    static final List<Scope> SCOPES = List.of(
            new Scope.Core(), new Scope.Site(), new Scope.Service("stock-deduct"), new Scope.Service("http-request"));

    private static final Duration DAY = Duration.ofHours(24);

    private final Random random;

    Draw(Random random) {
        this.random = random;
    }

    Scope scope() {
        return SCOPES.get(random.nextInt(SCOPES.size()));
    }

    /** Holds, thresholds, steps, bounds, dry runs and what each tier does, and in some scopes another policy. */
    DegradeConfig policy() {
        DegradeConfig config = DegradeConfig.defaults().withPace(pace()).withObserve(random.nextInt(12) == 0);
        for (Tier tier : TIERS) {
            config = config.withPolicy(tier, tierPolicy());
        }
        Map<Scope, Map<Tier, TierPolicy>> overrides = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            overrides.put(scope(), Map.of(TIERS[random.nextInt(3)], tierPolicy()));
        }
        return config.withOverrides(overrides);
    }

    private Pace pace() {
        Pace.Bounds bounds = new Pace.Bounds(
                seconds(1, 30), seconds(1, 60), 8 + random.nextInt(40), 1 + random.nextInt(12), 1 + random.nextInt(4));
        Pace pace = new Pace(
                random.nextBoolean() ? Duration.ZERO : seconds(1, 60),
                seconds(1, 90),
                admittedPercent(),
                seconds(60, 600),
                Pace.DEFAULT.thresholds(),
                bounds);
        for (Tier tier : TIERS) {
            pace = pace.withThreshold(tier, threshold());
        }
        return pace;
    }

    private List<Integer> admittedPercent() {
        Set<Integer> steps = new TreeSet<>(Set.of(100));
        for (int i = random.nextInt(6); i > 0; i--) {
            steps.add(1 + random.nextInt(99));
        }
        return List.copyOf(steps);
    }

    private Threshold threshold() {
        return new Threshold(
                0.002 + 0.3 * random.nextDouble(),
                0.05 + 0.9 * random.nextDouble(),
                random.nextInt(3) == 0 ? Duration.ZERO : seconds(1, 600),
                random.nextInt(2_000),
                0.05 + 0.95 * random.nextDouble());
    }

    private TierPolicy tierPolicy() {
        Set<Criticality> sheds = EnumSet.noneOf(Criticality.class);
        for (Criticality each : Criticality.values()) {
            if (each != Criticality.CRITICAL_PLUS && random.nextBoolean()) {
                sheds.add(each);
            }
        }
        Duration hold = random.nextInt(3) == 0 ? Duration.ZERO : seconds(1, 1_800);
        return new TierPolicy(
                hold,
                random.nextBoolean() ? DAY : hold.plus(seconds(1, 3_600)),
                random.nextInt(5) == 0,
                TierActions.of(sheds, 0.05 + 0.95 * random.nextDouble()));
    }

    Duration seconds(int from, int to) {
        return Duration.ofSeconds(from + random.nextInt(to - from));
    }

    /** What speaks for and against a tier of a scope; about one time in twelve a person does. */
    Signals signals(Scope scope, DegradeConfig config, Instant now) {
        List<ControlLabels.Drive> drives = new ArrayList<>();
        for (Tier tier : TIERS) {
            if (random.nextInt(4) == 0) {
                drives.add(new ControlLabels.Drive(scope, tier, Drives.alert(scope, tier, now)));
            }
        }
        ManualSwitch manual = random.nextInt(12) > 0
                ? null
                : new ManualSwitch(scope, Tier.values()[random.nextInt(4)], "drill", now.plusSeconds(60), "li");
        int ineffective = random.nextInt(20) == 0 ? config.pace().bounds().maxIneffective() : 0;
        Sli sli = random.nextInt(6) == 0 ? null : numbers(config);
        return new Signals(drives, manual, random.nextInt(6) == 0, sli, null, ineffective, random.nextInt(15) == 0);
    }

    /* Good, in between, just over the trigger, or far over it, of some tier. */
    private Sli numbers(DegradeConfig config) {
        Threshold threshold = config.pace().threshold(TIERS[random.nextInt(3)]);
        double[] shares = {0, 0, threshold.good() * 0.99, threshold.trigger() * 0.98, threshold.trigger() * 1.02};
        int drawn = random.nextInt(shares.length + 1);
        return EngineStory.share(drawn < shares.length ? shares[drawn] : Math.min(1, threshold.trigger() * 3));
    }
}
