package io.spillway.server.web;

import io.spillway.server.audit.AuditLog;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillLog;
import io.spillway.server.drill.DrillOrder;

/** What happens to drills, in the audit log. */
record Drilled(AuditLog audit) implements DrillLog {

    @Override
    public void starting(DrillOrder order) {
        audit.append(order.by(), "drill.start", "service:probe-canary", "", order.reason());
    }

    @Override
    public void refused(DrillOrder order, String why) {
        audit.append(order.by(), "drill.refused", "service:probe-canary", "", why);
    }

    @Override
    public void aborting(AbortRequest request) {
        audit.append(request.by(), "drill.abort", request.id().ulid(), "", request.reason());
    }

    @Override
    public void ended(Drill drill) {}
}
