package io.spillway.server.alertmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a tier as an alert for people. It ends by itself, after longer than a group waits in the shipped routes: an
 * alert that ends before its group was told of is never told of.
 */
record Announcement(Map<String, String> labels, Map<String, String> annotations, Instant at) {

    static final Duration LASTS = Duration.ofMinutes(10);

    private static final String NAME = "SpillwayTierChanged";

    Announcement {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Map.copyOf(annotations);
    }

    /** What people hear of. */
    enum Event {
        ENGAGE,
        STEP,
        RELEASE,
        LATCH,
        FREEZE,
        MANUAL
    }

    /** The announcement of the change; empty for one that concerns nobody, such as a dry run's. */
    static Optional<Announcement> of(TierChange change) {
        return event(change).map(event -> of(change, event));
    }

    private static Announcement of(TierChange change, Event event) {
        ScopeStatus to = change.to();
        Tier tier = to.tier() == Tier.NONE ? change.from().tier() : to.tier();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alertname", NAME);
        labels.put("purpose", "notify");
        labels.put("severity", severity(event, to.tier()));
        labels.put("scope", change.scope().toString());
        if (change.scope() instanceof Scope.Service(String type)) {
            labels.put("service", type);
        }
        labels.put("tier", tier.name());
        labels.put("event", event.name().toLowerCase(Locale.ROOT));
        /* Without it the same event, soon after, would be the same alert, of which people have been told. */
        labels.put("revision", Long.toString(change.revision()));
        /* While something is degraded its other alerts are muted, by this label's absence. This one says that it is. */
        labels.put("degraded", Boolean.toString(to.tier() != Tier.NONE));
        String reason = to.reason() == null ? "" : to.reason();
        return new Announcement(
                labels, Map.of("summary", summary(change, event, tier), "description", reason), change.at());
    }

    private static Optional<Event> event(TierChange change) {
        ScopeStatus from = change.from();
        ScopeStatus to = change.to();
        boolean same = from.tier() == to.tier() && from.state() == to.state();
        if (!isInForce(from) && !isInForce(to) || same && to.state() != State.RECOVERING || !change.matters()) {
            return Optional.empty();
        }
        if (to.state() == State.LATCHED) {
            return Optional.of(Event.LATCH);
        }
        if (change.cause() == TierChange.Cause.OPERATOR || change.cause() == TierChange.Cause.EXPIRY) {
            return Optional.of(Event.MANUAL);
        }
        return switch (to.state()) {
            case NORMAL, PENDING, OBSERVE -> Optional.of(Event.RELEASE);
            case FROZEN -> Optional.of(Event.FREEZE);
            case MANUAL_HOLD -> Optional.of(Event.MANUAL);
            case LATCHED -> Optional.of(Event.LATCH);
            case RECOVERING -> Optional.of(Event.STEP);
            case ENGAGED ->
                from.state() == State.FROZEN && from.tier() == to.tier() ? Optional.empty() : Optional.of(Event.ENGAGE);
        };
    }

    private static boolean isInForce(ScopeStatus status) {
        return switch (status.state()) {
            case NORMAL, PENDING, OBSERVE -> false;
            case ENGAGED, RECOVERING, MANUAL_HOLD, FROZEN, LATCHED -> status.tier() != Tier.NONE;
        };
    }

    private static String severity(Event event, Tier now) {
        return switch (event) {
            case LATCH -> "critical";
            case STEP, RELEASE -> "info";
            case ENGAGE, FREEZE, MANUAL ->
                switch (now) {
                    case L3 -> "critical";
                    case L1, L2 -> "warning";
                    case NONE -> "info";
                };
        };
    }

    private static String summary(TierChange change, Event event, Tier tier) {
        String scope = change.scope().toString();
        ScopeStatus to = change.to();
        return switch (event) {
            case ENGAGE -> "%s is in force for %s.".formatted(tier, scope);
            case STEP ->
                "%s for %s is being released: %d %% of it is left."
                        .formatted(tier, scope, Math.round(to.intensity() * 100));
            case RELEASE -> "%s for %s is released.".formatted(tier, scope);
            case LATCH -> "%s for %s stays until a person releases it.".formatted(tier, scope);
            case FREEZE -> "%s for %s stays as it is: nothing is known of the numbers.".formatted(tier, scope);
            case MANUAL -> manual(change, tier);
        };
    }

    private static String manual(TierChange change, Tier tier) {
        String what = change.to().state() == State.MANUAL_HOLD
                ? "A person decided on %s for %s."
                : "What a person decided on %s for %s no longer holds.";
        return what.formatted(change.to().tier() == Tier.NONE ? "no tier" : tier, change.scope());
    }

    /** @param now when it is posted */
    ObjectNode json(Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode names = json.putObject("labels");
        labels.forEach(names::put);
        ObjectNode texts = json.putObject("annotations");
        annotations.forEach(texts::put);
        return json.put("startsAt", at.toString()).put("endsAt", now.plus(LASTS).toString());
    }
}
