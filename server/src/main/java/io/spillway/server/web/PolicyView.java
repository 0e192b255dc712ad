package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import io.spillway.server.policy.PolicyStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The degradation policy that this node goes by: what each tier does, in words.
 *
 * @param file null where the settings alone say so
 * @param observe whether nothing of it is done at all
 * @param problems of a newer file, which is not used for them
 */
public record PolicyView(
        @Nullable String file, String hash, Moment since, boolean observe, List<Row> rows, List<String> problems) {

    /** @param scope where alone it holds; empty for everywhere */
    public record Row(String tier, String scope, boolean observe, List<String> does, String holds) {}

    static PolicyView of(WebFeatures.Policy policy, Format format) {
        DegradeConfig config = policy.present().get();
        PolicyStatus status = policy.status().get();
        List<Row> rows = new ArrayList<>();
        rows(config.tiers(), "", format, rows);
        Map<String, Map<Tier, TierPolicy>> overrides = new TreeMap<>();
        config.overrides().forEach((scope, tiers) -> overrides.put(scope.toString(), tiers));
        overrides.forEach((scope, tiers) -> rows(tiers, scope, format, rows));
        return new PolicyView(
                status.file() == null ? null : status.file().toString(),
                status.hash(),
                format.moment(status.since()),
                config.observe(),
                rows,
                status.refused().map(PolicyStatus.Refused::problems).orElse(List.of()));
    }

    private static void rows(Map<Tier, TierPolicy> tiers, String scope, Format format, List<Row> rows) {
        new TreeMap<>(tiers)
                .forEach((tier, policy) -> rows.add(new Row(
                        tier.name(),
                        scope,
                        policy.observe(),
                        does(policy.actions(), format),
                        format.sentence(
                                "policy.holds", format.lasting(policy.minHold()), format.lasting(policy.maxTime())))));
    }

    private static List<String> does(TierActions actions, Format format) {
        List<String> does = new ArrayList<>();
        if (!actions.sheds().isEmpty()) {
            String key = actions.fallback() ? "policy.sheds" : "policy.sheds.always";
            does.add(format.sentence(key, names(actions.sheds())));
        }
        if (actions.concurrency().standard() < 1) {
            does.add(format.sentence(
                    "policy.share", format.wholePercent(actions.concurrency().standard())));
        }
        new TreeMap<>(actions.concurrency().byType())
                .forEach((type, share) ->
                        does.add(format.sentence("policy.share.of", type, format.wholePercent(share))));
        retries(actions.retries(), format, does);
        if (!actions.pauses().isEmpty()) {
            does.add(format.sentence("policy.pauses", names(actions.pauses())));
        }
        if (actions.slow().isPositive()) {
            does.add(format.sentence("policy.slows", format.latency(actions.slow())));
        }
        return does.isEmpty() ? List.of(format.word("policy.nothing")) : List.copyOf(does);
    }

    private static void retries(RetryCut cut, Format format, List<String> does) {
        if (cut.maxAttempts() == 1) {
            does.add(format.word("policy.retries.none"));
        } else if (cut.maxAttempts() < Integer.MAX_VALUE) {
            does.add(format.sentence("policy.retries.max", format.count(cut.maxAttempts())));
        }
        if (cut.slower() > 1) {
            does.add(format.sentence("policy.retries.slower", format.times(cut.slower())));
        }
    }

    private static String names(Collection<?> names) {
        return names.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }
}
