package io.spillway.server.degrade;

import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.degrade.TierChange.Cause;
import io.spillway.server.sli.Reading;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which tiers change: read what all nodes share, decide, compare and set, write down, put in force, tell.
 * Every node does so; the comparison lets one of them through, and the others read again. A person's change is written
 * down first, and is not made where that fails.
 */
public final class TierKeeper {

    private static final Logger LOG = System.getLogger(TierKeeper.class.getName());
    private static final int ATTEMPTS = 5;

    private final Ports ports;
    private final Switchboard switchboard;
    private final TierPlanner planner;
    private final InstantSource clock;
    private final List<TierChange.Listener> listeners;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Unheard unheard;
    private @Nullable Demand demand;
    private Set<String> held = Set.of();
    private boolean needsNumber;

    public TierKeeper(
            Ports ports,
            Switchboard switchboard,
            Supplier<DegradeConfig> config,
            InstantSource clock,
            List<TierChange.Listener> listeners) {
        this.ports = ports;
        this.switchboard = switchboard;
        this.planner = new TierPlanner(config);
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
    }

    /** What the keeper reads and writes. */
    public record Ports(TierStore store, Alerts alerts, ChangeLog log, Evidence evidence) {}

    /**
     * Brings what is in force up to date with the alerts.
     *
     * @throws TiersUnavailableException if the tiers' storage does not answer
     * @throws IntakeUnavailableException if the alerts' storage does not answer
     */
    Kept keep() {
        return keep(new Whole());
    }

    /**
     * Likewise, but decides only where alerts ask for something else than when this node last looked: what the time and the numbers
     * ask for waits for {@link #keep()}. So an alert takes effect as soon among many tiers as among few. A node that has not looked before
     * decides all.
     */
    Kept heed() {
        return keep(new Alerted());
    }

    /** Brings everything up to date, together with what a person wants changed. */
    Kept keep(Edit edit) {
        return keep(new Edited(edit));
    }

    private Kept keep(Reason reason) {
        lock.lock();
        try {
            List<TierChange> recorded = new ArrayList<>();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Kept kept = attempt(reason, recorded);
                if (kept != Kept.OVERTAKEN) {
                    return kept;
                }
            }
            return Kept.OVERTAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts in force what another node decided, and decides nothing, unless the storage has another
     * state by the number of the one that is in force here.
     *
     * @throws TiersUnavailableException if the tiers' storage does not answer
     * @throws IntakeUnavailableException if there is something to decide, and the alerts' storage does not answer
     */
    void follow() {
        lock.lock();
        try {
            Tiers stored = ports.store().load();
            if (switchboard.isForked(stored)) {
                keep();
            } else {
                take(stored);
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param recorded what earlier attempts have written down, which others were faster than */
    private Kept attempt(Reason reason, List<TierChange> recorded) {
        Instant now = clock.instant();
        Tiers stored = ports.store().load();
        // What another node decided is in force here before anything else is asked, such as for the alerts.
        take(stored);
        Tiers base = switchboard.newest(stored);
        Alerts.Reading reading = ports.alerts().read();
        boolean narrow = reason instanceof Alerted && demand != null;
        Optional<Reading> numbers = ports.evidence().known();
        if (!narrow) {
            numbers = ports.evidence().numbers();
            held = ports.evidence().held();
        }
        TierPlanner.Seen seen = new TierPlanner.Seen(
                reading.firing(),
                reading.watchdog(),
                numbers.orElse(null),
                ports.evidence().watched().orElse(null),
                ports.evidence().ineffective(),
                held);
        TierPlanner.Plan plan = switch (reason) {
            case Whole() -> planner.plan(base, seen, now);
            case Edited(Edit edit) -> planner.plan(base, edit, seen, now);
            case Alerted() -> planner.plan(base, seen, demand, now);
        };
        boolean lost = needsNumber || base.revision() != stored.revision();
        if (plan.next() == base && !lost) {
            switchboard.apply(base);
            demand = plan.demand();
            return Kept.UNCHANGED;
        }
        for (TierChange change : plan.changes()) {
            if (change.matters() && recorded.stream().noneMatch(each -> isSame(each, change))) {
                if (!isRecorded(change)) {
                    return Kept.UNRECORDED;
                }
                recorded.add(change);
            }
        }
        Tiers next =
                new Tiers(base.revision() + 1, plan.next().scopes(), plan.next().switches());
        if (!isReplaced(stored.revision(), next, plan.changes())) {
            return Kept.OVERTAKEN;
        }
        needsNumber = false;
        demand = plan.demand();
        switchboard.apply(next);
        plan.changes().forEach(this::tell);
        return Kept.CHANGED;
    }

    /* A state by a number that watchers were told for another one gets a number of its own as soon as that can be written. */
    private void take(Tiers stored) {
        if (switchboard.isForked(stored)) {
            needsNumber = true;
            // Everything is decided upon again, whatever comes next.
            demand = null;
            LOG.log(
                    Level.WARNING,
                    "the storage of the tiers has lost revision {0} as it was in force here, and has another state by that "
                            + "number, which holds from now on: what alerts had engaged, they engage again; switches by "
                            + "hand that are gone: {1}",
                    Long.toString(stored.revision()),
                    switchboard.switchesBeside(stored));
        } else if (stored.revision() > switchboard.revision()) {
            needsNumber = false;
        }
        switchboard.apply(stored);
        tellUnheard(stored);
    }

    private boolean isReplaced(long expected, Tiers next, List<TierChange> changes) {
        try {
            return ports.store().replace(expected, next, changes);
        } catch (TiersUnavailableException e) {
            unheard = new Unheard(next, changes);
            throw e;
        }
    }

    /* The storage did what it was asked to, but its answer was lost: nobody else knows that these changes are to be told. */
    private void tellUnheard(Tiers stored) {
        Unheard asked = unheard;
        unheard = null;
        if (asked != null && asked.next().equals(stored)) {
            asked.changes().forEach(this::tell);
        }
    }

    private sealed interface Reason {}

    private record Whole() implements Reason {}

    private record Alerted() implements Reason {}

    private record Edited(Edit edit) implements Reason {}

    /** What was asked for, without an answer. */
    private record Unheard(Tiers next, List<TierChange> changes) {}

    /** Whether two are one change, planned anew. */
    private static boolean isSame(TierChange one, TierChange other) {
        return one.scope().equals(other.scope())
                && one.cause() == other.cause()
                && isSame(one.from(), other.from())
                && isSame(one.to(), other.to());
    }

    private static boolean isSame(ScopeStatus one, ScopeStatus other) {
        return one.tier() == other.tier()
                && one.state() == other.state()
                && one.intensity() == other.intensity()
                && Objects.equals(one.alert(), other.alert());
    }

    private boolean isRecorded(TierChange change) {
        try {
            ports.log().record(change);
            return true;
        } catch (RuntimeException e) {
            boolean manual = change.cause() == Cause.OPERATOR;
            LOG.log(
                    Level.ERROR,
                    "the audit log did not take the change of " + change.scope() + " to "
                            + change.to().tier()
                            + (manual ? ": the switch is not made" : ": it is made nevertheless, and is missing there"),
                    e);
            return !manual;
        }
    }

    private void tell(TierChange change) {
        if (change.matters()) {
            ScopeStatus to = change.to();
            LOG.log(
                    Level.INFO,
                    "{0}: {1} -> {2}, {3}, intensity {4} (revision {5}, {6}): {7}",
                    change.scope(),
                    change.from().tier(),
                    to.tier(),
                    to.state(),
                    to.intensity(),
                    Long.toString(change.revision()),
                    change.cause(),
                    to.reason() == null ? "Released." : to.reason());
        }
        listeners.forEach(listener -> listener.on(change));
    }

    /** What became of an attempt. */
    enum Kept {
        CHANGED,
        UNCHANGED,
        /** Other nodes were faster each time. */
        OVERTAKEN,
        /** The audit log refused, and the change was a person's. */
        UNRECORDED
    }
}
