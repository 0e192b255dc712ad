package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.ScopeStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a page of somebody who is signed in.
 *
 * @param headline the state in the window's title, such as {@code (1) L2 core}; null if all is well
 * @param level which icon the window shows
 * @param partial the page without header and footer, for a script that takes over what differs
 * @param notice what was just done, the end of a message's key; null if nothing
 * @param silent for how long the watchdog has been silent; null unless that is too long
 */
public record Frame(
        @Nullable String headline,
        String level,
        boolean partial,
        @Nullable String notice,
        @Nullable String silent,
        Moment now) {

    private static final List<String> NOTICES = List.of(
            "canceled",
            "retried",
            "engaged",
            "released",
            "enabled",
            "disabled",
            "reloaded",
            "replayed",
            "replaced",
            "discarded",
            "replaying",
            "discarding",
            "halted",
            "resumed",
            "stopped",
            "limited",
            "unlimited",
            "paused",
            "drilling",
            "drill-stopped");

    static Frame of(Format format, Degradation degradation, List<Alert> alerts) {
        long firing = AlertsView.firing(alerts).size();
        Optional<ScopeStatus> worst = worst(degradation);
        String headline = worst.map(status -> Badge.of(status.tier(), status.scope()))
                .map(badge -> "(" + firing + ") " + badge.name() + " " + badge.scope())
                .orElse(null);
        return new Frame(
                headline == null && firing > 0 ? "(" + firing + ")" : headline,
                worst.map(status -> Badge.level(status.tier())).orElse("l0"),
                false,
                null,
                null,
                format.moment(format.now()));
    }

    Frame partial(boolean asked) {
        return new Frame(headline, level, asked, notice, silent, now);
    }

    /** With the notice of that name; an unknown name, from a link that somebody made up, is none. */
    Frame noticing(@Nullable String name) {
        String known = name != null && NOTICES.contains(name) ? name : null;
        return new Frame(headline, level, partial, known, silent, now);
    }

    /** With a banner where nothing is known of the numbers, because the watchdog is silent. */
    Frame watched(Watchdog watchdog, Duration bound, Format format) {
        String since = watchdog.isSilent(bound, format.now())
                ? watchdog.age(format.now()).map(format::lasting).orElse(null)
                : null;
        return new Frame(headline, level, partial, notice, since, now);
    }

    /** The most severe tier in force. */
    static Optional<ScopeStatus> worst(Degradation degradation) {
        return degradation.scopes().stream()
                .filter(Frame::isInForce)
                .max(Comparator.comparing(ScopeStatus::tier).thenComparing(ScopeStatus::intensity));
    }

    static boolean isInForce(ScopeStatus status) {
        return status.tier() != Tier.NONE
                && status.state() != ScopeStatus.State.PENDING
                && status.state() != ScopeStatus.State.OBSERVE;
    }
}
