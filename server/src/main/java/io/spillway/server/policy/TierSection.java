package io.spillway.server.policy;

import io.spillway.server.degrade.ConcurrencyShares;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what one tier does. */
final class TierSection {

    private TierSection() {}

    /** @param standard what holds where a key does not stand in the section */
    static TierPolicy read(PolicySection section, TierPolicy standard) {
        TierActions before = standard.actions();
        Duration minHold = section.value("min-hold", standard.minHold(), Forms::duration);
        Duration maxTime = section.value("max-time", standard.maxTime(), Forms::duration);
        boolean observe = section.value("observe", standard.observe(), Forms::flag);
        TierActions actions = new TierActions(
                section.value("sheds", before.sheds(), Forms::criticalities),
                concurrency(section, before.concurrency()),
                retries(section, before.retries()),
                section.value("fallback", before.fallback(), Forms::flag),
                section.value("pause", before.pauses(), Forms::names),
                section.value("slow", before.slow(), TierSection::slow));
        section.finish();
        return section.build(standard, () -> new TierPolicy(minHold, maxTime, observe, actions));
    }

    private static Duration slow(PolicyNode node) {
        Duration slow = Forms.duration(node);
        if (slow.compareTo(TierActions.MAX_SLOW) > 0) {
            throw new IllegalArgumentException("must be " + TierActions.MAX_SLOW.toSeconds()
                    + "s at the most: callers that wait for longer give up");
        }
        return slow;
    }

    private static ConcurrencyShares concurrency(PolicySection section, ConcurrencyShares before) {
        double standard = section.value("concurrency-share", before.standard(), Forms::share);
        Map<String, Double> byType = new HashMap<>(before.byType());
        section.section("concurrency-share-of").ifPresent(types -> {
            for (String type : types.keys()) {
                byType.put(type, types.value(type, 1.0, node -> {
                    Forms.name(type);
                    return Forms.share(node);
                }));
            }
        });
        return new ConcurrencyShares(standard, byType);
    }

    private static RetryCut retries(PolicySection section, RetryCut before) {
        boolean isSection = section.value("retries", false, node -> node instanceof PolicyNode.Section);
        if (!isSection) {
            return section.value("retries", before, TierSection::retries);
        }
        return section.section("retries")
                .map(below -> {
                    int max = below.value("max-attempts", Integer.MAX_VALUE, node -> Forms.integer(node, 1, 100));
                    double slower = below.value("slower", 1.0, TierSection::slower);
                    below.finish();
                    return new RetryCut(max, slower);
                })
                .orElse(before);
    }

    private static RetryCut retries(PolicyNode node) {
        String expected = "must be normal, none, or a section with max-attempts and slower";
        if (!(node instanceof PolicyNode.Text(int _, String text))
                || !List.of("normal", "none").contains(text)) {
            throw new IllegalArgumentException(expected);
        }
        return text.equals("none") ? RetryCut.NONE : RetryCut.NORMAL;
    }

    private static double slower(PolicyNode node) {
        String expected = "must be a number from 1 to 100, by which pauses are multiplied";
        double slower = Forms.number(node, expected);
        if (!(slower >= 1 && slower <= RetryCut.MAX_SLOWER)) {
            throw new IllegalArgumentException(expected);
        }
        return slower;
    }
}
