package io.spillway.server.config;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.Threshold;
import io.spillway.server.degrade.TierPolicy;
import io.spillway.server.policy.PolicyCheck;
import io.spillway.server.policy.PolicyConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys of the tiers. */
final class DegradeSection {

    private DegradeSection() {}

    static DegradeConfig read(ConfigReader reader) {
        DegradeConfig config = DegradeConfig.defaults()
                .withObserve(
                        reader.flag("degrade.observe", false, "Whether tiers are decided and shown, but not acted on."))
                .withCoreTypes(Set.copyOf(reader.list(
                        "degrade.core-types",
                        String.join(",", new TreeSet<>(DegradeConfig.defaults().coreTypes())),
                        "The task types that a tier of the core path protects.")))
                .withPace(pace(reader));
        for (Tier tier : List.of(Tier.L1, Tier.L2, Tier.L3)) {
            config = config.withPolicy(tier, policy(reader, tier, config.policy(tier)));
            config = config.withPace(config.pace().withThreshold(tier, threshold(reader, tier, config)));
        }
        return config;
    }

    static PolicyConfig policy(ConfigReader reader) {
        return new PolicyConfig(reader.optionalPath(
                "degrade.policy-file",
                "A YAML file with all that the tiers do, watched for changes; it wins over the settings here."));
    }

    /** What is wrong in the file is a problem of the configuration, so that nothing starts with it. */
    static void check(PolicyConfig policy, DegradeConfig settings, ConfigReader reader) {
        policy.file().ifPresent(file -> {
            if (PolicyCheck.of(file, settings) instanceof PolicyCheck.Result.Unusable(List<String> problems)) {
                problems.forEach(reader::problem);
            }
        });
    }

    private static Pace pace(ConfigReader reader) {
        Pace standard = Pace.DEFAULT;
        Duration confirm = reader.duration(
                "degrade.confirm",
                Values.text(standard.confirm()),
                "How long an alert must fire before it engages a tier.");
        Duration step = reader.duration(
                "degrade.ramp-step", Values.text(standard.rampStep()), "How long each step of a release lasts.");
        List<Integer> admitted = reader.integers(
                "degrade.admitted-percent",
                standard.admittedPercent().stream().map(String::valueOf).collect(Collectors.joining(",")),
                "What each step of a release lets through again, growing to 100.");
        Duration silence = reader.duration(
                "degrade.watchdog-silence",
                Values.text(standard.watchdogSilence()),
                "Without the watchdog's alert for longer than this, nothing is released.");
        return reader.build("degrade", standard, () -> new Pace(confirm, step, admitted, silence));
    }

    /* Who shortens the hold wants to see the tier go. */
    private static Threshold threshold(ConfigReader reader, Tier tier, DegradeConfig config) {
        Threshold standard = config.pace().threshold(tier);
        Duration hold = config.policy(tier).minHold();
        String usual = Values.text(standard.clear());
        Duration clear = reader.optional(
                        "degrade." + tier.name().toLowerCase(Locale.ROOT) + ".clear",
                        "How long the share of errors must be well below what " + tier
                                + " comes with before it is released; without it, " + usual
                                + ", or the minimum hold where that is shorter.",
                        Values::duration)
                .orElseGet(() -> hold.compareTo(standard.clear()) < 0 ? hold : standard.clear());
        return standard.withClear(clear);
    }

    private static TierPolicy policy(ConfigReader reader, Tier tier, TierPolicy standard) {
        String prefix = "degrade." + tier.name().toLowerCase(Locale.ROOT);
        Duration minHold = reader.duration(
                prefix + ".min-hold",
                Values.text(standard.minHold()),
                "How long " + tier + " stays in force at least.");
        Duration maxTime = reader.duration(
                prefix + ".max-time",
                Values.text(standard.maxTime()),
                "After this time in force, " + tier + " waits for a person to release it.");
        List<String> sheds = reader.list(
                prefix + ".sheds",
                standard.sheds().stream().sorted().map(Enum::name).collect(Collectors.joining(",")),
                "What " + tier + " does not let through.");
        double share = reader.ratio(
                prefix + ".concurrency-share",
                Double.toString(standard.actions().concurrency().standard()),
                "The share of the workers that one type may have at most under " + tier + ".");
        return reader.build(
                prefix,
                standard,
                () -> new TierPolicy(
                        minHold,
                        maxTime,
                        sheds.stream().map(DegradeSection::criticality).collect(Collectors.toSet()),
                        share));
    }

    private static Criticality criticality(String name) {
        return Arrays.stream(Criticality.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no criticality: use SHEDDABLE, SHEDDABLE_PLUS or CRITICAL"));
    }
}
