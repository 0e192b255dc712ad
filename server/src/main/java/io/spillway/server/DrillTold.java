package io.spillway.server;

import io.spillway.server.audit.AuditLog;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.CanaryType;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillLog;
import io.spillway.server.drill.DrillOrder;
import io.spillway.server.drill.Phase;
import io.spillway.server.telemetry.DrillMetrics;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes drills into the audit log, counts them, and takes the canaries that failed off the list of dead letters. */
record DrillTold(AuditLog audit, DrillMetrics metrics, BulkDesk letters) implements DrillLog {

    private static final Logger LOG = LoggerFactory.getLogger(DrillTold.class);
    private static final double DISCARDS_PER_SECOND = 500;

    @Override
    public void starting(DrillOrder order) {
        String what = String.format(
                Locale.ROOT,
                "%s at %.0f/s for %s at the most",
                order.injection().label(),
                order.rate(),
                order.timeLimit());
        audit.append(order.by(), "drill.start", CanaryType.SCOPE.toString(), what, order.reason());
    }

    @Override
    public void refused(DrillOrder order, String why) {
        audit.append(order.by(), "drill.refused", CanaryType.SCOPE.toString(), "unchanged", why);
    }

    @Override
    public void aborting(AbortRequest request) {
        audit.append(request.by(), "drill.abort", request.id().ulid(), "under way → aborted", request.reason());
    }

    @Override
    public void ended(Drill drill) {
        metrics.ended(drill.phase() == Phase.DONE ? "passed" : drill.phase().label());
        try {
            audit.append(
                    "drill",
                    "drill.end",
                    drill.id().ulid(),
                    drill.phase().label() + " after " + drill.lasting().toSeconds() + " s",
                    drill.why() == null ? "every promise held" : drill.why());
            if (drill.canaries().injected() + drill.canaries().failed() > 0) {
                letters.start(new BulkOrder(
                        BulkOrder.Action.DISCARD,
                        LetterFilter.ofType(CanaryType.NAME),
                        DISCARDS_PER_SECOND,
                        null,
                        "drill",
                        "what drill " + drill.id() + " made fail"));
            }
        } catch (RuntimeException e) {
            LOG.warn("The end of drill {} was not written down in full: {}", drill.id(), e.getMessage());
        }
    }
}
