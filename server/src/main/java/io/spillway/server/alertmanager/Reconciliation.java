package io.spillway.server.alertmanager;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertStore.Versioned;
import io.spillway.server.alert.ListedAlert;
import io.spillway.server.alert.Watchdog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be put right after Alertmanager was asked: a pure function. A notice can get lost, be withheld because the
 * alert is muted, or come too late; the list can't.
 *
 * <p>Twice in a row means a regular turn apart: turns that notices wake come within a second.
 *
 * <p>An alert that fires here and is not listed is a ghost: its end was lost. Twice in a row, and it is ended; once, if its
 * end was received already and only a later notice spoke against it. But an empty list is also what an Alertmanager answers
 * that has just started, that Prometheus does not reach, or that was asked for the wrong receiver. So nothing is ended
 * unless the list is {@code trusted}: every member answered and runs long enough, and the watchdog's alert both is listed
 * and was heard here.
 *
 * <p>An alert that is listed and does not fire here was missed. It is taken in, except where a person silenced it: then
 * nobody was meant to hear of it. One that was resolved here, and is listed with a start that its end covers, is taken in
 * only if every member lists it twice in a row, because the members of a cluster hear of an end one after the other.
 *
 * <p>The watchdog is left alone: it proves that the webhook works, and a list can't.
 */
final class Reconciliation {

    private final Facts facts;
    private final Memory before;
    private final Reconciler.Bounds bounds;
    private final Instant now;

    private final List<Versioned> changes = new ArrayList<>();
    private final Map<String, Instant> misses = new HashMap<>();
    private final Map<String, Instant> again = new HashMap<>();
    private int ghosts;
    private int missed;
    private int muted;

    private Reconciliation(Facts facts, Memory before, Reconciler.Bounds bounds, Instant now) {
        this.facts = facts;
        this.before = before;
        this.bounds = bounds;
        this.now = now;
    }

    /**
     * @param known read before Alertmanager was asked: what changed since is newer than its answer
     * @param byAll those of the listed that each member that answered lists
     */
    record Facts(List<Versioned> known, Map<String, ListedAlert> listed, Set<String> byAll, boolean trusted) {}

    /**
     * What one turn leaves for the next.
     *
     * @param misses since when an alert that fires here is not listed
     * @param again since when one that was resolved here is listed all the same
     */
    record Memory(Map<String, Instant> misses, Map<String, Instant> again) {

        static final Memory NONE = new Memory(Map.of(), Map.of());

        Memory {
            misses = Map.copyOf(misses);
            again = Map.copyOf(again);
        }
    }

    /** How many alerts differ, or are muted. */
    record Drift(int ghosts, int missed, int muted) {}

    /** @param changes each with the version that was read */
    record Plan(List<Versioned> changes, Memory memory, Drift drift) {}

    /** @param bounds how long an alert may go without a notice before the list counts as one, and how far apart turns are */
    static Plan decide(Facts facts, Memory before, Reconciler.Bounds bounds, Instant now) {
        Reconciliation turn = new Reconciliation(facts, before, bounds, now);
        Set<String> known = new HashSet<>();
        for (Versioned each : facts.known()) {
            known.add(each.alert().fingerprint());
            if (!Watchdog.isWatchdog(each.alert())) {
                turn.compare(each);
            }
        }
        facts.listed().forEach((fingerprint, each) -> {
            if (!known.contains(fingerprint) && !isWatchdog(each)) {
                turn.missed(each, 0);
            }
        });
        return new Plan(
                List.copyOf(turn.changes),
                new Memory(turn.misses, turn.again),
                new Drift(turn.ghosts, turn.missed, turn.muted));
    }

    static boolean isWatchdog(ListedAlert each) {
        return Watchdog.ALERT_NAME.equals(each.notice().labels().get("alertname"));
    }

    private void compare(Versioned each) {
        Alert alert = each.alert();
        ListedAlert other = facts.listed().get(alert.fingerprint());
        if (alert.isFiring()) {
            if (other == null) {
                notListed(each);
            } else {
                firesStill(each, other);
            }
        } else if (other != null) {
            resolvedButListed(each, other);
        }
    }

    private void notListed(Versioned each) {
        if (!facts.trusted()) {
            return;
        }
        ghosts++;
        Alert alert = each.alert();
        Instant first = first(before.misses(), alert);
        if (alert.isAmbiguous() || isTwiceInARow(first)) {
            change(each, alert.ended(now));
        }
        misses.put(alert.fingerprint(), first);
    }

    private void firesStill(Versioned each, ListedAlert other) {
        Alert alert = each.alert();
        if (other.mute() != null) {
            muted++;
        }
        if (other.notice().startsAt().isAfter(alert.startsAt())) {
            missed++;
            change(each, other.notice().toAlert(now).withMute(other.mute()));
        } else if (alert.isAmbiguous() || alert.isStale(bounds.lease(), now)) {
            change(each, alert.confirmed(now).withMute(other.mute()));
        } else {
            change(each, alert.withMute(other.mute()));
        }
    }

    private void resolvedButListed(Versioned each, ListedAlert other) {
        Alert alert = each.alert();
        Instant end = alert.endsAt();
        boolean next = end == null || other.notice().startsAt().isAfter(end);
        if (next) {
            missed(other, each.version());
        } else if (facts.byAll().contains(alert.fingerprint())) {
            Instant first = first(before.again(), alert);
            if (isTwiceInARow(first)) {
                missed(other, each.version());
            }
            again.put(alert.fingerprint(), first);
        }
    }

    /* A clock that was set back must not put it off. */
    private Instant first(Map<String, Instant> since, Alert alert) {
        Instant first = since.getOrDefault(alert.fingerprint(), now);
        return first.isAfter(now) ? now : first;
    }

    private boolean isTwiceInARow(Instant first) {
        return !now.isBefore(first.plus(bounds.every()));
    }

    private void missed(ListedAlert each, long version) {
        if (each.mute() != null && each.mute().isSilenced()) {
            return;
        }
        missed++;
        changes.add(new Versioned(each.notice().toAlert(now).withMute(each.mute()), version));
    }

    private void change(Versioned each, Alert next) {
        if (!next.equals(each.alert())) {
            changes.add(new Versioned(next, each.version()));
        }
    }
}
