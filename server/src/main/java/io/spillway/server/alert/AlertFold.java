package io.spillway.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one fingerprint.
 *
 * <p>Alertmanager delivers at least once and in any order, so a notice is not an event to act on but a claim about a
 * moment: "it fires since {@code startsAt}", or "it ended at {@code endsAt}". The claim about the latest moment is
 * believed; where an end and a start claim the same one, the end is. This is a maximum, and a maximum does not care in
 * which order, or how often, its operands come: duplicates, replays and notices that overtake each other converge.
 *
 * <p>Three cases follow from it that look special and are not. A firing notice whose start lies behind the known end is a
 * new episode. The end of an episode that began before the current one changes nothing. And where two Prometheus
 * servers' start times were merged, so that the start moved backwards during an episode, the end still lies behind the
 * start that is known, and is believed.
 *
 * <p>One case is ambiguous: a firing notice whose start does not lie behind the known end. Either it was overtaken by the
 * end, or the end was false: Alertmanager ends an alert by itself when Prometheus has not repeated it for about four
 * minutes. Believed at once, a late copy would keep a tier engaged for ever; never believed, a false end would leave the
 * system unprotected. A notice cannot be overtaken by more than one flush of Alertmanager, which the shipped routes bound
 * by 65 s; so within {@link #SETTLING} after the end was received it counts as late, and later than that as the truth.
 */
final class AlertFold {

    static final Duration SETTLING = Duration.ofMinutes(2);

    private static final Comparator<Alert> BY_END =
            Comparator.comparing(AlertFold::end).thenComparing(Alert::startsAt);

    private AlertFold() {}

    /** @param known what is known of the fingerprint; null if nothing is */
    static Folded fold(@Nullable Alert known, AlertNotice notice, Instant now) {
        Alert said = notice.toAlert(known != null && known.receivedAt().isAfter(now) ? known.receivedAt() : now);
        if (known == null) {
            return new Folded(said, said.isFiring() ? NoticeResult.STARTED : NoticeResult.ENDED);
        }
        if (known.isFiring()) {
            return said.isFiring() ? firesStill(known, said) : ends(known, said);
        }
        return said.isFiring() ? firesAgain(known, said, now) : endsAgain(known, said);
    }

    private static Folded firesStill(Alert known, Alert said) {
        if (said.startsAt().isAfter(known.startsAt())) {
            return new Folded(said, NoticeResult.STARTED);
        }
        if (said.startsAt().equals(known.startsAt())) {
            return new Folded(said, NoticeResult.REPEATED);
        }
        return new Folded(received(known, said.receivedAt()), NoticeResult.REPEATED);
    }

    private static Folded ends(Alert known, Alert said) {
        return end(said).isBefore(known.startsAt())
                ? new Folded(known, NoticeResult.STALE)
                : new Folded(said, NoticeResult.ENDED);
    }

    private static Folded firesAgain(Alert known, Alert said, Instant now) {
        if (said.startsAt().isAfter(end(known))) {
            return new Folded(said, NoticeResult.STARTED);
        }
        return now.isAfter(known.receivedAt().plus(SETTLING))
                ? new Folded(said, NoticeResult.RESUMED)
                : new Folded(known, NoticeResult.STALE);
    }

    /* A repeated end keeps its first time of receipt: otherwise each repeat would put off the end of the settling. */
    private static Folded endsAgain(Alert known, Alert said) {
        int order = BY_END.compare(said, known);
        if (order > 0) {
            return new Folded(said, NoticeResult.ENDED);
        }
        return new Folded(known, order == 0 ? NoticeResult.REPEATED : NoticeResult.STALE);
    }

    private static Alert received(Alert alert, Instant at) {
        return new Alert(
                alert.fingerprint(),
                alert.status(),
                alert.labels(),
                alert.annotations(),
                alert.startsAt(),
                alert.endsAt(),
                at,
                alert.generatorUrl());
    }

    private static Instant end(Alert alert) {
        Instant end = alert.endsAt();
        return end == null ? alert.startsAt() : end;
    }

    /** @param alert what is known now; the same object as before where nothing changed */
    record Folded(Alert alert, NoticeResult result) {}
}
