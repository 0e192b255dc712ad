package io.spillway.server.policy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ControlLabels;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.TierPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a policy file: strictly, and with all its mistakes at once. */
public final class PolicyReader {

    static final int MAX_CHARACTERS = 256 * 1024;

    private static final List<Tier> TIERS = List.of(Tier.L1, Tier.L2, Tier.L3);

    private final List<PolicyProblem> problems = new ArrayList<>();

    private PolicyReader() {}

    /** What became of a file's text. */
    public sealed interface Reading {

        record Accepted(DegradeConfig config) implements Reading {}

        /** None of it is used. @param problems in the order of their lines */
        record Refused(List<PolicyProblem> problems) implements Reading {
            public Refused {
                problems = problems.stream()
                        .distinct()
                        .sorted(Comparator.comparingInt(PolicyProblem::line))
                        .toList();
            }
        }
    }

    /** @param defaults what holds where the file says nothing */
    public static Reading read(String text, DegradeConfig defaults) {
        if (text.length() > MAX_CHARACTERS) {
            return new Reading.Refused(List.of(new PolicyProblem(
                    1, "", "the file has " + text.length() + " characters; a policy has at most " + MAX_CHARACTERS)));
        }
        PolicyReader reader = new PolicyReader();
        PolicyNode root = PolicyTree.read(text, reader.problems);
        DegradeConfig config = switch (root) {
            case PolicyNode.Nothing _ -> defaults;
            case PolicyNode.Section section -> reader.policy(new PolicySection(section, "", reader.problems), defaults);
            case PolicyNode.Text _, PolicyNode.Items _ -> {
                reader.problems.add(new PolicyProblem(root.line(), "", "must hold keys with values, such as 'tiers:'"));
                yield defaults;
            }
        };
        return reader.problems.isEmpty() ? new Reading.Accepted(config) : new Reading.Refused(reader.problems);
    }

    /** Whether nothing but comments stands in it. @param text one that was accepted */
    static boolean isEmpty(String text) {
        return PolicyTree.read(text, new ArrayList<>()) instanceof PolicyNode.Nothing;
    }

    private DegradeConfig policy(PolicySection root, DegradeConfig defaults) {
        DegradeConfig config = defaults.withObserve(root.value("observe", defaults.observe(), Forms::flag))
                .withCoreTypes(root.value("core-types", defaults.coreTypes(), Forms::names));
        ControlLabels labels = root.section("labels")
                .map(section -> labels(section, defaults.labels()))
                .orElse(defaults.labels());
        Pace pace = root.section("pace")
                .map(section -> PaceSection.read(section, defaults.pace()))
                .orElse(defaults.pace());
        config = config.withLabels(labels).withPace(pace);
        Optional<PolicySection> tiers = root.section("tiers");
        if (tiers.isPresent()) {
            for (Map.Entry<Tier, TierPolicy> each : tiers(tiers.get(), config).entrySet()) {
                config = config.withPolicy(each.getKey(), each.getValue());
            }
        }
        DegradeConfig everywhere = config;
        Map<Scope, Map<Tier, TierPolicy>> overrides = root.section("overrides")
                .map(section -> overrides(section, everywhere))
                .orElse(defaults.overrides());
        root.finish();
        return everywhere.withOverrides(overrides);
    }

    private static ControlLabels labels(PolicySection section, ControlLabels standard) {
        ControlLabels labels = new ControlLabels(
                section.value("purpose", standard.purpose(), Forms::label),
                section.value("control", standard.control(), Forms::label),
                section.value("tier", standard.tier(), Forms::label),
                section.value("scope", standard.scope(), Forms::label),
                section.value("service", standard.service(), Forms::label));
        section.finish();
        return labels;
    }

    private static Map<Tier, TierPolicy> tiers(PolicySection section, DegradeConfig standard) {
        Map<Tier, TierPolicy> policies = new EnumMap<>(Tier.class);
        for (Tier tier : TIERS) {
            section.section(tier.name())
                    .ifPresent(each -> policies.put(tier, TierSection.read(each, standard.policy(tier))));
        }
        section.finish();
        return policies;
    }

    private static Map<Scope, Map<Tier, TierPolicy>> overrides(PolicySection section, DegradeConfig standard) {
        Map<Scope, Map<Tier, TierPolicy>> overrides = new HashMap<>();
        for (String key : section.keys()) {
            Optional<Scope> scope = Scope.parse(key);
            if (scope.isEmpty()) {
                section.refuse(key, "is no scope: write core, site, or service:<task type>");
            } else {
                section.section(key).ifPresent(tiers -> overrides.put(scope.get(), tiers(tiers, standard)));
            }
        }
        return overrides;
    }
}
