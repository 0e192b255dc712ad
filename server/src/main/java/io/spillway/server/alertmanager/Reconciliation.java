package io.spillway.server.alertmanager;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.AlertStore.Versioned;
import io.spillway.server.alert.ListedAlert;
import io.spillway.server.alert.Watchdog;
import java.time.Duration;
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
 * <p>An alert that fires here and is not listed is a ghost: its end was lost. Twice in a row, and it is ended; once, if its
 * end was received already and only a later notice spoke against it. But an empty list is also what an Alertmanager answers
 * that has just started, that Prometheus does not reach, or that was asked for the wrong receiver. So nothing is ended
 * unless the list is {@code trusted}: every member answered and runs long enough, and the watchdog's alert both is listed
 * and was heard here.
 *
 * <p>An alert that is listed and does not fire here was missed. It is taken in, except where a person silenced it: then
 * nobody was meant to hear of it. One that was resolved here is taken in only if it is listed twice in a row with a start
 * that its end covers, because the members of a cluster hear of an end one after the other.
 *
 * <p>The watchdog is left alone: it proves that the webhook works, and a list can't.
 */
final class Reconciliation {

    private static final int ENOUGH = 2;

    private final Map<String, ListedAlert> listed;
    private final boolean trusted;
    private final Memory before;
    private final Duration lease;
    private final Instant now;

    private final List<Versioned> changes = new ArrayList<>();
    private final Map<String, Integer> misses = new HashMap<>();
    private final Set<String> again = new HashSet<>();
    private int ghosts;
    private int missed;
    private int muted;

    private Reconciliation(Facts facts, Memory before, Duration lease, Instant now) {
        this.listed = facts.listed();
        this.trusted = facts.trusted();
        this.before = before;
        this.lease = lease;
        this.now = now;
    }

    /** @param known read before Alertmanager was asked: what changed since is newer than its answer */
    record Facts(List<Versioned> known, Map<String, ListedAlert> listed, boolean trusted) {}

    /**
     * What one turn leaves for the next.
     *
     * @param misses how often in a row an alert that fires here was not listed
     * @param again resolved here, and listed all the same
     */
    record Memory(Map<String, Integer> misses, Set<String> again) {

        static final Memory NONE = new Memory(Map.of(), Set.of());

        Memory {
            misses = Map.copyOf(misses);
            again = Set.copyOf(again);
        }
    }

    /** How many alerts differ, or are muted. */
    record Drift(int ghosts, int missed, int muted) {}

    /** @param changes each with the version that was read */
    record Plan(List<Versioned> changes, Memory memory, Drift drift) {}

    /** @param lease how long an alert may go without a notice before the list counts as one */
    static Plan decide(Facts facts, Memory before, Duration lease, Instant now) {
        Reconciliation turn = new Reconciliation(facts, before, lease, now);
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
        ListedAlert other = listed.get(alert.fingerprint());
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
        if (!trusted) {
            return;
        }
        ghosts++;
        Alert alert = each.alert();
        int inARow = before.misses().getOrDefault(alert.fingerprint(), 0) + 1;
        if (alert.isAmbiguous() || inARow >= ENOUGH) {
            change(each, alert.ended(now));
        }
        misses.put(alert.fingerprint(), inARow);
    }

    private void firesStill(Versioned each, ListedAlert other) {
        Alert alert = each.alert();
        if (other.mute() != null) {
            muted++;
        }
        if (other.notice().startsAt().isAfter(alert.startsAt())) {
            missed++;
            change(each, other.notice().toAlert(now).withMute(other.mute()));
        } else if (alert.isAmbiguous() || alert.isStale(lease, now)) {
            change(each, alert.confirmed(now).withMute(other.mute()));
        } else {
            change(each, alert.withMute(other.mute()));
        }
    }

    private void resolvedButListed(Versioned each, ListedAlert other) {
        Alert alert = each.alert();
        Instant end = alert.endsAt();
        boolean next = end == null || other.notice().startsAt().isAfter(end);
        if (next || before.again().contains(alert.fingerprint())) {
            missed(other, each.version());
        } else {
            again.add(alert.fingerprint());
        }
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
