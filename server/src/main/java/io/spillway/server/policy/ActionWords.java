package io.spillway.server.policy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierActions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What a tier does, in a line of English. */
final class ActionWords {

    private ActionWords() {}

    static String of(ScopeStatus status, TierActions actions) {
        if (status.tier() == Tier.NONE || status.state() == State.PENDING) {
            return "nothing";
        }
        String words = words(actions, status.intensity());
        return status.state() == State.OBSERVE ? "nothing, but would: " + words : words;
    }

    private static String words(TierActions actions, double intensity) {
        List<String> words = new ArrayList<>();
        if (!actions.sheds().isEmpty()) {
            String share = intensity < 1 ? " of " + Math.round(100 * intensity) + "% of the callers" : "";
            words.add((actions.fallback() ? "shed " : "shed without fallback ") + names(actions.sheds()) + share);
        }
        if (actions.concurrency().standard() < 1) {
            long percent = Math.round(100 * (1 - (1 - actions.concurrency().standard()) * intensity));
            words.add("give a type " + percent + "% of the workers");
        }
        if (!actions.concurrency().byType().isEmpty()) {
            words.add(
                    "cut the workers of " + names(actions.concurrency().byType().keySet()));
        }
        retries(actions.retries(), words);
        if (!actions.pauses().isEmpty()) {
            words.add("pause " + names(actions.pauses()));
        }
        if (actions.slow().isPositive()) {
            words.add("slow submissions by " + Math.round(actions.slow().toMillis() * intensity) + " ms");
        }
        return words.isEmpty() ? "nothing" : String.join("; ", words);
    }

    private static void retries(RetryCut cut, List<String> words) {
        if (cut.maxAttempts() == 1) {
            words.add("stop retries");
        } else if (!cut.equals(RetryCut.NORMAL)) {
            words.add("cut retries");
        }
    }

    private static String names(Collection<?> names) {
        return names.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }
}
