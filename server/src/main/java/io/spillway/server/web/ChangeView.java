package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of a tier as a list of the latest ones shows it.
 *
 * @param kind core, site or service
 * @param type the task type; nothing for the others
 * @param actorHref the alert that caused it; null for a person
 */
public record ChangeView(
        long sequence,
        Moment at,
        String kind,
        String type,
        String change,
        String actor,
        @Nullable String actorHref,
        String reason) {

    private static final String ARROW = " → ";
    private static final String ALERT = "alert:";
    private static final Pattern IN_FORCE = Pattern.compile("(L[1-3]) ([A-Z_]+) (\\d+) %");
    private static final Pattern BEFORE = Pattern.compile("(NONE|L[1-3]) \\(([A-Z_]+)\\)");
    private static final Pattern BY_HAND =
            Pattern.compile("(NONE|L[1-3]) for (PT(?=\\d)(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}(?:\\.\\d{1,9})?S)?)");
    private static final Map<String, String> OWN = Map.of(
            "signed in", "change.signed-in",
            "released", "change.released",
            "unchanged", "change.unchanged",
            "discarded", "change.discarded",
            "by itself", "change.by-itself",
            "none by hand", "change.none-by-hand");

    /** The newest changes that took effect: what was only asked for leaves an entry of its own. */
    static List<ChangeView> latest(List<AuditEntry> audit, int limit, Format format) {
        return audit.stream()
                .filter(entry -> entry.action().startsWith("degradation.") && isEffective(entry))
                .limit(limit)
                .map(entry -> of(entry, format))
                .toList();
    }

    private static ChangeView of(AuditEntry entry, Format format) {
        String[] scope = entry.subject().split(":", 2);
        return new ChangeView(
                entry.sequence(),
                format.moment(entry.at()),
                scope[0],
                scope.length > 1 ? scope[1] : "",
                words(entry.change(), format),
                actor(entry.actor(), format),
                actorHref(entry.actor()),
                EngineWords.of(entry, format));
    }

    private static boolean isEffective(AuditEntry entry) {
        String[] sides = entry.change().split(ARROW, 2);
        boolean known = Stream.of("core", "site", "service:").anyMatch(entry.subject()::startsWith);
        return known
                && sides.length == 2
                && (sides[1].equals(Tier.NONE.name())
                        || IN_FORCE.matcher(sides[1]).matches());
    }

    /** What changed, in the reader's language where the log's own words are known. */
    static String words(String change, Format format) {
        return Arrays.stream(change.split(ARROW, -1))
                .map(side -> side(side, format))
                .collect(Collectors.joining(ARROW));
    }

    private static String side(String side, Format format) {
        if (side.equals(Tier.NONE.name())) {
            return format.word("tier.NONE");
        }
        if (TaskState.ofLabel(side).isPresent()) {
            return format.word("state." + side);
        }
        String own = OWN.get(side);
        if (own != null) {
            return format.word(own);
        }
        Matcher before = BEFORE.matcher(side);
        if (before.matches() && isState(before.group(2))) {
            return format.text("change.before", tier(before.group(1), format), format.word("scope." + before.group(2)));
        }
        Matcher byHand = BY_HAND.matcher(side);
        if (byHand.matches()) {
            return format.text(
                    "change.by-hand", tier(byHand.group(1), format), format.lasting(Duration.parse(byHand.group(2))));
        }
        Matcher tier = IN_FORCE.matcher(side);
        if (!tier.matches() || !isState(tier.group(2))) {
            return side;
        }
        String words = tier.group(1) + " " + format.word("scope." + tier.group(2));
        return tier.group(3).equals("100")
                ? words
                : words + " · " + format.wholePercent(Integer.parseInt(tier.group(3)) / 100.0);
    }

    private static boolean isState(String name) {
        return Arrays.stream(ScopeStatus.State.values())
                .anyMatch(state -> state.name().equals(name));
    }

    private static String tier(String name, Format format) {
        return name.equals(Tier.NONE.name()) ? format.word("tier.NONE") : name;
    }

    static String actor(String actor, Format format) {
        if (actor.startsWith(ALERT)) {
            return format.word("actor.alert");
        }
        return actor.equals("engine") ? format.word("actor.engine") : actor;
    }

    static @Nullable String actorHref(String actor) {
        return actor.startsWith(ALERT) ? "/alerts#" + actor.substring(ALERT.length()) : null;
    }
}
