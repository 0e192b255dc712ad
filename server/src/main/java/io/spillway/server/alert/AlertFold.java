package io.spillway.server.alert;

import io.spillway.server.alert.Alert.Doubt;
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
 * minutes. No clock tells the two apart, so the alert fires, which is the safer state, and the end that speaks against it
 * is remembered as its {@link Doubt}. What ends the doubt: an end that is said again, a start behind the doubted end, or
 * Alertmanager's own answer when it is asked. Silence does not: Alertmanager never repeats an alert that it mutes.
 */
final class AlertFold {

    private static final Comparator<Alert> BY_END =
            Comparator.comparing(AlertFold::end).thenComparing(Alert::startsAt);

    private AlertFold() {}

    /** @param known what is known of the fingerprint; null if nothing is */
    static Folded fold(@Nullable Alert known, AlertNotice notice, Instant now) {
        Alert said = notice.toAlert(known == null ? now : known.heardOf(now));
        if (known == null) {
            return new Folded(said, said.isFiring() ? NoticeResult.STARTED : NoticeResult.ENDED);
        }
        if (known.isFiring()) {
            return said.isFiring() ? firesStill(known, said) : ends(known, said);
        }
        return said.isFiring() ? firesAgain(known, said) : endsAgain(known, said);
    }

    private static Folded firesStill(Alert known, Alert said) {
        Doubt doubt = known.doubt();
        if (doubt != null && said.startsAt().isAfter(doubt.endsAt())) {
            return new Folded(said, NoticeResult.STARTED);
        }
        int order = said.startsAt().compareTo(known.startsAt());
        if (order < 0) {
            return new Folded(known.heard(said.receivedAt()), NoticeResult.REPEATED);
        }
        return new Folded(
                said.doubted(doubt), order > 0 && doubt == null ? NoticeResult.STARTED : NoticeResult.REPEATED);
    }

    /* Of the doubted end and the one that is said now, the later one is what the history ends with. */
    private static Folded ends(Alert known, Alert said) {
        if (end(said).isBefore(known.startsAt())) {
            return new Folded(known, NoticeResult.STALE);
        }
        Alert doubted = known.ended(said.receivedAt());
        return new Folded(
                known.isAmbiguous() && BY_END.compare(doubted, said) > 0 ? doubted : said, NoticeResult.ENDED);
    }

    private static Folded firesAgain(Alert known, Alert said) {
        Instant end = end(known);
        return said.startsAt().isAfter(end)
                ? new Folded(said, NoticeResult.STARTED)
                : new Folded(said.doubted(new Doubt(known.startsAt(), end)), NoticeResult.AMBIGUOUS);
    }

    /* A repeated end keeps its first time of receipt: it is forgotten a day after that. */
    private static Folded endsAgain(Alert known, Alert said) {
        int order = BY_END.compare(said, known);
        if (order > 0) {
            return new Folded(said, NoticeResult.ENDED);
        }
        return new Folded(known, order == 0 ? NoticeResult.REPEATED : NoticeResult.STALE);
    }

    private static Instant end(Alert alert) {
        Instant end = alert.endsAt();
        return end == null ? alert.startsAt() : end;
    }

    /** @param alert what is known now; the same object as before where nothing changed */
    record Folded(Alert alert, NoticeResult result) {}
}
