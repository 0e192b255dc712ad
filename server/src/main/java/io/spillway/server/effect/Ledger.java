package io.spillway.server.effect;

import io.spillway.server.degrade.Scope;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all nodes know of engagements.
 *
 * @param version grows by one with each change, over all nodes
 * @param revision of the tiers that it was last written from: a node that knows older ones must not write
 * @param at when that was
 * @param open those that go on, one a scope at the most
 * @param streaks how many engagements in a row had no effect; scopes without any are left out
 */
public record Ledger(long version, long revision, Instant at, List<Engagement> open, List<Streak> streaks) {

    public static final Ledger EMPTY = new Ledger(0, 0, Instant.EPOCH, List.of(), List.of());

    public Ledger {
        open = List.copyOf(open);
        streaks = List.copyOf(streaks);
    }

    /** How many engagements of a scope had no effect, in a row. */
    public record Streak(Scope scope, int engagements) {}

    int streak(Scope scope) {
        return streaks.stream()
                .filter(each -> each.scope().equals(scope))
                .mapToInt(Streak::engagements)
                .findFirst()
                .orElse(0);
    }

    Ledger with(Scope scope, int engagements) {
        Stream<Streak> others = streaks.stream().filter(each -> !each.scope().equals(scope));
        Stream<Streak> own = engagements == 0 ? Stream.empty() : Stream.of(new Streak(scope, engagements));
        return new Ledger(
                version, revision, at, open, Stream.concat(others, own).toList());
    }

    Ledger with(List<Engagement> nowOpen) {
        return new Ledger(version, revision, at, nowOpen, streaks);
    }

    Ledger next(long tiers, Instant now) {
        return new Ledger(version + 1, tiers, now, open, streaks);
    }
}
