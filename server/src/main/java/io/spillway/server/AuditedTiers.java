package io.spillway.server;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.degrade.ChangeLog;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.TierChange;
import java.util.Locale;

/** Writes each change of a tier into the audit log: before it takes effect, and once where several nodes are about to make the same. */
final class AuditedTiers implements ChangeLog {

    private final AuditLog audit;

    AuditedTiers(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void record(TierChange change) {
        String reason = change.to().reason() == null ? "" : change.to().reason();
        String what = text(change.from()) + " → " + text(change.to());
        // Revisions begin again where the tiers were lost and the log was not.
        String begun = change.alert() == null ? "" : change.alert().startsAt().toString();
        String name = change.revision() + " " + change.scope() + " " + what + " " + begun;
        audit.appendOnce(
                name,
                actor(change),
                "degradation." + verb(change),
                change.scope().toString(),
                what,
                reason);
    }

    private static String actor(TierChange change) {
        String by = change.to().by();
        if (change.cause() == TierChange.Cause.OPERATOR && by != null) {
            return by;
        }
        return change.alert() == null ? "engine" : "alert:" + change.alert().fingerprint();
    }

    private static String verb(TierChange change) {
        if (change.to().tier() == Tier.NONE) {
            return "release";
        }
        boolean same = change.from().tier() == change.to().tier();
        return switch (change.to().state()) {
            case ENGAGED -> same ? again(change) : "engage";
            case MANUAL_HOLD -> "engage";
            case RECOVERING -> same && change.from().state() == ScopeStatus.State.FROZEN ? "resume" : "step";
            case NORMAL, PENDING, FROZEN, LATCHED, OBSERVE ->
                change.to().state().name().toLowerCase(Locale.ROOT);
        };
    }

    /* What was in force already is engaged anew only if it was on its way out. */
    private static String again(TierChange change) {
        return switch (change.from().state()) {
            case ENGAGED -> "step";
            case FROZEN, MANUAL_HOLD, LATCHED -> "resume";
            case NORMAL, PENDING, RECOVERING, OBSERVE -> "engage";
        };
    }

    private static String text(ScopeStatus status) {
        return status.tier() == Tier.NONE
                ? "NONE"
                : "%s %s %d %%".formatted(status.tier(), status.state(), Math.round(status.intensity() * 100));
    }
}
