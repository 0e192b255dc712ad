package io.spillway.server.policy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ConcurrencyShares;
import io.spillway.server.degrade.ControlLabels;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A policy as a file: everything in it, always in the same order. So two policies are the same where their texts are, and the
 * hash of the text tells nodes apart that go by different ones.
 */
public final class PolicyText {

    private final StringBuilder text = new StringBuilder();

    private PolicyText() {}

    public static String of(DegradeConfig config) {
        PolicyText text = new PolicyText();
        text.policy(config);
        return text.text.toString();
    }

    /** The first 12 hexadecimal digits of the text's SHA-256. */
    public static String hash(DegradeConfig config) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(of(config).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void policy(DegradeConfig config) {
        line(0, "observe", config.observe());
        line(0, "core-types", list(config.coreTypes()));
        ControlLabels labels = config.labels();
        head(0, "labels");
        line(1, "purpose", quoted(labels.purpose()));
        line(1, "control", quoted(labels.control()));
        line(1, "tier", quoted(labels.tier()));
        line(1, "scope", quoted(labels.scope()));
        line(1, "service", quoted(labels.service()));
        head(0, "pace");
        pace(config.pace());
        head(0, "tiers");
        tiers(1, config.tiers());
        if (!config.overrides().isEmpty()) {
            head(0, "overrides");
            Map<String, Map<Tier, TierPolicy>> byScope = new TreeMap<>();
            config.overrides().forEach((scope, tiers) -> byScope.put(scope.toString(), tiers));
            byScope.forEach((scope, tiers) -> {
                head(1, quoted(scope));
                tiers(2, tiers);
            });
        }
    }

    private void pace(Pace pace) {
        line(1, "confirm", duration(pace.confirm()));
        line(1, "ramp-step", duration(pace.rampStep()));
        line(1, "admitted-percent", pace.admittedPercent());
        line(1, "watchdog-silence", duration(pace.watchdogSilence()));
        head(1, "thresholds");
        new TreeMap<>(pace.thresholds()).forEach((tier, threshold) -> {
            head(2, tier.name());
            line(3, "trigger-ratio", threshold.trigger());
            line(3, "release-ratio", threshold.release());
            line(3, "clear", duration(threshold.clear()));
            line(3, "min-runs", threshold.minVolume());
            line(3, "first-intensity", threshold.first());
        });
        Pace.Bounds bounds = pace.bounds();
        head(1, "bounds");
        line(2, "raise-step", duration(bounds.raiseStep()));
        line(2, "numbers-age", duration(bounds.numbersAge()));
        line(2, "max-changes", bounds.maxChanges());
        line(2, "max-returns", bounds.maxReturns());
        line(2, "max-ineffective", bounds.maxIneffective());
    }

    private void tiers(int depth, Map<Tier, TierPolicy> tiers) {
        new TreeMap<>(tiers).forEach((tier, policy) -> {
            head(depth, tier.name());
            tier(depth + 1, policy);
        });
    }

    private void tier(int depth, TierPolicy policy) {
        TierActions actions = policy.actions();
        line(depth, "min-hold", duration(policy.minHold()));
        line(depth, "max-time", duration(policy.maxTime()));
        line(depth, "observe", policy.observe());
        line(depth, "sheds", list(actions.sheds()));
        concurrency(depth, actions.concurrency());
        retries(depth, actions.retries());
        line(depth, "fallback", actions.fallback());
        line(depth, "pause", list(actions.pauses()));
        line(depth, "slow", duration(actions.slow()));
    }

    private void concurrency(int depth, ConcurrencyShares shares) {
        line(depth, "concurrency-share", shares.standard());
        if (!shares.byType().isEmpty()) {
            head(depth, "concurrency-share-of");
            new TreeMap<>(shares.byType()).forEach((type, share) -> line(depth + 1, type, share));
        }
    }

    private void retries(int depth, RetryCut cut) {
        if (cut.equals(RetryCut.NORMAL)) {
            line(depth, "retries", "normal");
        } else if (cut.equals(RetryCut.NONE)) {
            line(depth, "retries", "none");
        } else {
            head(depth, "retries");
            if (cut.maxAttempts() != Integer.MAX_VALUE) {
                line(depth + 1, "max-attempts", cut.maxAttempts());
            }
            line(depth + 1, "slower", cut.slower());
        }
    }

    private void head(int depth, String key) {
        text.append("  ".repeat(depth)).append(key).append(":\n");
    }

    private void line(int depth, String key, Object value) {
        text.append("  ".repeat(depth)).append(key).append(": ").append(value).append('\n');
    }

    private static String list(Collection<?> values) {
        return values.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
