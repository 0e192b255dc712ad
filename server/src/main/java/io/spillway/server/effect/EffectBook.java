package io.spillway.server.effect;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.Sli;
import io.spillway.server.degrade.Threshold;
import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes up engagements: from what is in force now and what was open, what is open now and what has ended. Pure; it compares
 * levels, so it does not matter which node looks, or whether one missed a change.
 *
 * @param core the core types
 */
record EffectBook(Function<Tier, Threshold> thresholds, Set<String> core) {

    private static final Duration LEAST = Duration.ofMinutes(1);

    /** What comes next. @param ledger the same one where nothing changes */
    record Entry(Ledger ledger, List<Engagement> ended) {}

    Entry next(Ledger ledger, Degradation inForce, Optional<Reading> numbers, Instant now) {
        List<Engagement> open = new ArrayList<>();
        List<Engagement> ended = new ArrayList<>();
        for (Engagement each : ledger.open()) {
            status(inForce, each.scope())
                    .ifPresentOrElse(
                            status -> open.add(continued(each, status, numbers, now)),
                            () -> ended.add(ended(each, numbers, now)));
        }
        for (ScopeStatus status : inForce.scopes()) {
            if (status.isInForce() && ledger.open().stream().noneMatch(each -> each.isOf(status.scope()))) {
                open.add(begun(status, numbers));
            }
        }
        if (open.equals(ledger.open()) && ended.isEmpty()) {
            return new Entry(ledger, List.of());
        }
        Ledger next = ledger.with(open);
        for (Engagement each : ended) {
            next = next.with(each.scope(), streak(ledger.streak(each.scope()), each));
        }
        return new Entry(next.next(inForce.revision(), now), ended);
    }

    /** The engagement with what it has cost so far. */
    static Engagement priced(Engagement engagement, Optional<Reading> numbers) {
        Map<Criticality, Long> base = engagement.cost().base();
        Map<Criticality, Long> shed = new EnumMap<>(Criticality.class);
        // What the storage lost is not known any more; nothing costs less than nothing.
        shedBy(engagement.scope(), numbers).forEach((criticality, count) -> {
            long more = count - base.getOrDefault(criticality, 0L);
            if (more > 0) {
                shed.put(criticality, more);
            }
        });
        return numbers.isEmpty() ? engagement : engagement.with(new Engagement.Cost(base, shed));
    }

    private Engagement begun(ScopeStatus status, Optional<Reading> numbers) {
        Scope scope = status.scope();
        return new Engagement(
                scope + "@" + status.since().toEpochMilli(),
                scope,
                status.tier(),
                new Engagement.Origin(status.alert(), status.by(), isPersons(status)),
                status.since(),
                null,
                new Engagement.Numbers(sli(scope, numbers), null, null),
                new Engagement.Cost(shedBy(scope, numbers), Map.of()),
                null);
    }

    private Engagement continued(Engagement open, ScopeStatus status, Optional<Reading> numbers, Instant now) {
        Tier tier = open.tier().or(status.tier());
        Engagement.Origin was = open.origin();
        Engagement.Origin origin = new Engagement.Origin(
                was.alert() == null ? status.alert() : was.alert(), was.by(), was.person() || isPersons(status));
        Engagement next = tier == open.tier() && origin.equals(was) ? open : open.with(tier, origin);
        boolean settles = open.numbers().settled() == null
                && numbers.isPresent()
                && !now.isBefore(open.begun().plus(settling(open.tier())));
        return settles ? next.settled(sli(open.scope(), numbers)) : next;
    }

    private Engagement ended(Engagement open, Optional<Reading> numbers, Instant now) {
        Sli after = sli(open.scope(), numbers);
        Sli settled = open.numbers().settled();
        Verdict verdict =
                Verdict.of(open.numbers().before(), settled == null ? after : settled, thresholds.apply(open.tier()));
        return priced(open, numbers).ended(now, after, verdict);
    }

    /* Who looked at a scope and let it go wants to see it tried again. */
    private static int streak(int before, Engagement ended) {
        Verdict verdict = ended.verdict();
        if (ended.origin().person() || verdict == Verdict.EFFECTIVE) {
            return 0;
        }
        return verdict == Verdict.NONE || verdict == Verdict.HARMFUL ? before + 1 : before;
    }

    /* The numbers are of a minute: sooner they would be of the time before as well. */
    private Duration settling(Tier tier) {
        Duration clear = thresholds.apply(tier).clear();
        return clear.compareTo(LEAST) < 0 ? LEAST : clear;
    }

    private @Nullable Sli sli(Scope scope, Optional<Reading> numbers) {
        return numbers.map(reading -> Sli.of(scope, reading, core)).orElse(null);
    }

    private static boolean isPersons(ScopeStatus status) {
        return status.state() == ScopeStatus.State.MANUAL_HOLD || status.state() == ScopeStatus.State.LATCHED;
    }

    private static Optional<ScopeStatus> status(Degradation inForce, Scope scope) {
        return inForce.scopes().stream()
                .filter(each -> each.scope().equals(scope) && each.isInForce())
                .findFirst();
    }

    private static Map<Criticality, Long> shedBy(Scope scope, Optional<Reading> numbers) {
        Map<Criticality, Long> shed = new EnumMap<>(Criticality.class);
        numbers.ifPresent(reading -> reading.sheds().forEach((name, count) -> {
            if (name.scope().equals(scope.toString())) {
                shed.merge(name.criticality(), count, Long::sum);
            }
        }));
        return shed;
    }
}
