package io.spillway.server.drill;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.Watchdog;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.ControlLabels;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a drill looks at beside its canaries: alerts, tiers, and what tiers do to others. */
public final class Surroundings {

    private final Sources sources;

    public Surroundings(Sources sources) {
        this.sources = sources;
    }

    /**
     * What is asked.
     *
     * @param policy the one that holds: what alerts ask for, and how long the watchdog may be silent
     * @param types every task type that is handled here
     */
    public record Sources(
            Alerts alerts,
            Supplier<DegradeConfig> policy,
            Supplier<Degradation> tiers,
            Admission admission,
            Supplier<List<String>> types) {}

    /** Why no drill can begin now, a sentence; or empty. */
    Optional<String> hindrance(Instant now) {
        if (!sources.types().get().contains(CanaryType.NAME)) {
            return Optional.of("No plugin here handles " + CanaryType.NAME + ": the plugin 'probe' has it.");
        }
        Optional<String> blind = blind(now);
        if (blind.isPresent()) {
            return Optional.of("A drill would prove nothing: " + blind.get() + ".");
        }
        List<String> inForce = sources.tiers().get().scopes().stream()
                .filter(Surroundings::isInForce)
                .map(Surroundings::text)
                .toList();
        if (!inForce.isEmpty()) {
            return Optional.of(
                    "A tier is in force: " + String.join(", ", inForce) + ". A drill waits until all is normal.");
        }
        return alert().filter(Alert::isFiring)
                .map(alert -> "An alert about " + CanaryType.NAME + " fires already, since " + alert.startsAt() + ".");
    }

    /** The end of a sentence on why the absence of an alert says nothing, or empty. */
    private Optional<String> blind(Instant now) {
        Watchdog watchdog = sources.alerts().read().watchdog();
        if (watchdog.seenAt() == null) {
            return Optional.of("the watchdog's alert has never come in, so Alertmanager is not connected");
        }
        return watchdog.isSilent(sources.policy().get().pace().watchdogSilence(), now)
                ? Optional.of("the watchdog is silent, since " + watchdog.seenAt())
                : Optional.empty();
    }

    /** The control alert of the canary that was heard of last. */
    private Optional<Alert> alert() {
        ControlLabels labels = sources.policy().get().labels();
        return sources.alerts().read().alerts().stream()
                .filter(alert -> labels.drive(alert)
                        .filter(drive -> drive.scope().equals(CanaryType.SCOPE))
                        .isPresent())
                .max(Comparator.comparing(Alert::isFiring).thenComparing(Alert::receivedAt));
    }

    /** @param since an alert that ended before then is none of the drill's */
    Sight look(Instant since, Sight.Tally tally, Instant now) {
        Degradation tiers = sources.tiers().get();
        List<String> scopes = tiers.scopes().stream()
                .filter(status -> !status.scope().equals(CanaryType.SCOPE) && isInForce(status))
                .map(Surroundings::text)
                .toList();
        ScopeStatus own = tiers.scopes().stream()
                .filter(status -> status.scope().equals(CanaryType.SCOPE))
                .findFirst()
                .orElse(null);
        Alert alert = alert().filter(
                        each -> each.isFiring() || each.receivedAt().isAfter(since))
                .orElse(null);
        return new Sight(
                now,
                tally,
                alert,
                own,
                clear(own),
                new Sight.Beside(scopes, shedTypes(), blind(now).orElse(null)),
                null);
    }

    private Duration clear(@Nullable ScopeStatus status) {
        return status == null || status.tier() == Tier.NONE
                ? Duration.ZERO
                : sources.policy().get().pace().threshold(status.tier()).clear();
    }

    private List<String> shedTypes() {
        return sources.types().get().stream()
                .filter(type -> !type.equals(CanaryType.NAME))
                .filter(type ->
                        sources.admission().admit(type, Criticality.SHEDDABLE, type) instanceof Admission.Verdict.Shed)
                .toList();
    }

    private static boolean isInForce(ScopeStatus status) {
        return status.tier() != Tier.NONE && status.state() != State.OBSERVE;
    }

    private static String text(ScopeStatus status) {
        return status.scope() + " at " + status.tier();
    }
}
