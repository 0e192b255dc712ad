package io.spillway.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the alert of one fingerprint. Everything in it but the times of receipt comes from outside: hostile
 * until escaped.
 *
 * @param startsAt when the episode began to fire, by the sender
 * @param endsAt when it was resolved, by the sender; null while it fires
 * @param receivedAt when it was last heard of while it fires; once it ended, when that was first heard
 * @param generatorUrl where its expression can be looked at; null if it was no http or https URL
 * @param doubt what speaks against it that it fires; null where nothing does, and once it ended
 * @param mute what keeps Alertmanager from telling people of it; null where nothing does, or nobody asked
 */
public record Alert(
        String fingerprint,
        Status status,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant startsAt,
        @Nullable Instant endsAt,
        Instant receivedAt,
        @Nullable String generatorUrl,
        @Nullable Doubt doubt,
        @Nullable Mute mute) {

    private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

    public enum Status {
        FIRING,
        RESOLVED
    }

    /** An end that was received before a notice said that the alert fires, since no later than that end. */
    public record Doubt(Instant startsAt, Instant endsAt) {}

    /** How many silences and other alerts, or times of day, mute an alert in Alertmanager. */
    public record Mute(int silences, int others) {

        /** Whether a person wants nobody to hear of it. */
        public boolean isSilenced() {
            return silences > 0;
        }
    }

    public Alert {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        if (status == Status.RESOLVED) {
            doubt = null;
            mute = null;
        }
    }

    /** Without doubt, and not muted. */
    public Alert(
            String fingerprint,
            Status status,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            @Nullable Instant endsAt,
            Instant receivedAt,
            @Nullable String generatorUrl) {
        this(fingerprint, status, labels, annotations, startsAt, endsAt, receivedAt, generatorUrl, null, null);
    }

    public boolean isFiring() {
        return status == Status.FIRING;
    }

    /** Whether its notices alone can't tell if it fires. It counts as firing, which is the safer of the two. */
    public boolean isAmbiguous() {
        return doubt != null;
    }

    public boolean isMuted() {
        return mute != null;
    }

    /** Whether it fires and should have been repeated since: its end may have been lost. */
    public boolean isStale(Duration lease, Instant now) {
        return isFiring() && now.isAfter(receivedAt.plus(lease));
    }

    /** The label's value, or an empty text. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    public Alert withMute(@Nullable Mute mute) {
        return with(receivedAt, doubt, mute);
    }

    /** Firing without doubt, as Alertmanager says when it is asked. */
    public Alert confirmed(Instant at) {
        return with(heardOf(at), null, mute);
    }

    /**
     * Ended. Where an end was received before, the latest one that is known counts; else the last moment at which it was
     * heard of, so that the next episode begins after it.
     *
     * @param at when that was found out
     */
    public Alert ended(Instant at) {
        Doubt known = doubt;
        Instant start = known == null ? startsAt : known.startsAt();
        Instant end = known == null ? latest(startsAt, receivedAt) : known.endsAt();
        return new Alert(fingerprint, Status.RESOLVED, labels, annotations, start, end, at, generatorUrl);
    }

    /** When it was last heard of, if it is now: the nodes' clocks differ a little, and one that is far ahead is wrong. */
    Instant heardOf(Instant now) {
        return receivedAt.isAfter(now.plus(CLOCKS_APART)) ? now : latest(receivedAt, now);
    }

    Alert heard(Instant at) {
        return with(at, doubt, mute);
    }

    Alert doubted(@Nullable Doubt doubt) {
        return with(receivedAt, doubt, mute);
    }

    private Alert with(Instant receivedAt, @Nullable Doubt doubt, @Nullable Mute mute) {
        return new Alert(
                fingerprint, status, labels, annotations, startsAt, endsAt, receivedAt, generatorUrl, doubt, mute);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
