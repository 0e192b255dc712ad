package io.spillway.server;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.degrade.ChangeLog;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.TierChange;
import java.util.Locale;

/** Writes each change of a tier into the audit log: a person's before it takes effect, any other by the node that made it. */
final class AuditedTiers implements ChangeLog {

    private final AuditLog audit;

    AuditedTiers(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void record(TierChange change) {
        String reason = change.to().reason() == null ? "" : change.to().reason();
        String what = text(change.from()) + " → " + text(change.to());
        audit.append(
                actor(change), "degradation." + verb(change), change.scope().toString(), what, reason);
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
        boolean wasFrozen = change.from().state() == ScopeStatus.State.FROZEN;
        if (wasFrozen && change.to().tier() == change.from().tier() && change.cause() == TierChange.Cause.WATCHDOG) {
            return "unfreeze";
        }
        return change.to().state() == ScopeStatus.State.RECOVERING
                ? "step"
                : change.to().state() == ScopeStatus.State.ENGAGED
                                || change.to().state() == ScopeStatus.State.MANUAL_HOLD
                        ? "engage"
                        : change.to().state().name().toLowerCase(Locale.ROOT);
    }

    private static String text(ScopeStatus status) {
        return status.tier() == Tier.NONE
                ? "NONE"
                : "%s %s %d %%".formatted(status.tier(), status.state(), Math.round(status.intensity() * 100));
    }
}
