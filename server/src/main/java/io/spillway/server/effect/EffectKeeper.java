package io.spillway.server.effect;

import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Scope;
import io.spillway.server.sli.Reading;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps engagements up to date. Every node looks; the comparison of versions lets one of them write. What it knows it gives
 * from memory, so a node without its storage shows what it knew.
 */
public final class EffectKeeper {

    /** How often to run it. */
    public static final Duration PERIOD = Duration.ofSeconds(1);

    /** How many that have ended are shown. */
    public static final int SHOWN = 50;

    private static final Logger LOG = System.getLogger(EffectKeeper.class.getName());

    /* Tiers that lost their revision with the storage grow one anew: they are not waited for for ever. */
    private static final Duration OVERTAKEN = Duration.ofMinutes(10);

    private final EffectStore store;
    private final Sources sources;
    private final Supplier<DegradeConfig> config;
    private final Listener listener;
    private final InstantSource clock;
    private volatile Known known = new Known(Ledger.EMPTY, List.of());
    private @Nullable Ledger read;
    private boolean cut;

    public EffectKeeper(
            EffectStore store,
            Sources sources,
            Supplier<DegradeConfig> config,
            Listener listener,
            InstantSource clock) {
        this.store = store;
        this.sources = sources;
        this.config = config;
        this.listener = listener;
        this.clock = clock;
    }

    /** What is looked at. @param numbers empty where nobody knows them */
    public record Sources(Supplier<Degradation> inForce, Supplier<Optional<Reading>> numbers) {}

    /** Hears of engagements: must be quick, and must not throw. */
    public interface Listener {

        /** Heard once in the cluster, on the node that found it out. */
        void ended(Engagement engagement);

        /** Heard on every node, as often as it looks. @param streaks scopes that are not in it have none */
        void ineffective(Map<Scope, Integer> streaks);
    }

    private record Known(Ledger ledger, List<Engagement> ended) {}

    /** One look, made by one thread at a time. */
    public Duration runOnce() {
        try {
            look();
            cut = false;
        } catch (EffectStore.UnavailableException e) {
            if (!cut) {
                LOG.log(Level.WARNING, "engagements are not written up: {0}", e.getMessage());
            }
            cut = true;
        }
        return PERIOD;
    }

    private void look() {
        Ledger ledger = store.load();
        Degradation inForce = sources.inForce().get();
        Instant now = clock.instant();
        // Revision 0 is a node that has read nothing yet: to it nothing is in force.
        boolean behind = inForce.revision() < ledger.revision()
                && (inForce.revision() == 0 || now.isBefore(ledger.at().plus(OVERTAKEN)));
        Ledger shown = behind ? ledger : write(ledger, inForce, now);
        if (!shown.equals(read)) {
            known = new Known(shown, store.ended(SHOWN));
            read = shown;
        }
        listener.ineffective(ineffective());
    }

    private Ledger write(Ledger ledger, Degradation inForce, Instant now) {
        DegradeConfig rules = config.get();
        EffectBook book = new EffectBook(rules.pace()::threshold, rules.coreTypes());
        EffectBook.Entry entry = book.next(ledger, inForce, sources.numbers().get(), now);
        if (entry.ledger() == ledger || !store.replace(ledger.version(), entry.ledger(), entry.ended())) {
            return ledger;
        }
        entry.ended().forEach(each -> {
            LOG.log(
                    Level.INFO,
                    "{0}: {1} since {2} ended, verdict {3}, {4} tasks shed",
                    each.scope(),
                    each.tier(),
                    each.begun(),
                    each.verdict(),
                    each.cost().shed().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            listener.ended(each);
        });
        return entry.ledger();
    }

    /** Those that go on, then those that have ended, the newest first of each. */
    public List<Engagement> recent() {
        Known now = known;
        Optional<Reading> numbers = sources.numbers().get();
        List<Engagement> all = new ArrayList<>();
        now.ledger().open().reversed().forEach(each -> all.add(EffectBook.priced(each, numbers)));
        all.addAll(now.ended());
        return all;
    }

    /** How many engagements in a row had no effect, by scope. */
    public Map<Scope, Integer> ineffective() {
        return known.ledger().streaks().stream()
                .collect(Collectors.toUnmodifiableMap(Ledger.Streak::scope, Ledger.Streak::engagements));
    }
}
