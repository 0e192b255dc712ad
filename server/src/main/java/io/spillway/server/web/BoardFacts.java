package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.TaskStore.Backlog;
import io.spillway.server.telemetry.LoopHop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Everything that the board is made of, read at one moment. */
record BoardFacts(
        List<SlaReport> reports,
        Function<String, Tier> tierOf,
        List<LoopHop> hops,
        Executor executor,
        Control control) {

    /**
     * What runs and waits, and what keeps it.
     *
     * @param limits of all types; none where they can't be read
     * @param strained types whose callers are slowed or refused
     * @param breakers of all live nodes, by type
     */
    record Executor(
            Map<String, Backlog> backlog,
            WebFeatures.Workers workers,
            List<TypeLimits> limits,
            Map<String, Strain> strained,
            Map<String, List<SeenBreaker>> breakers) {}

    /** What alerts and people decide. */
    record Control(
            Degradation degradation,
            List<Alert> alerts,
            Function<Alert, Optional<AlertView.Asked>> asked,
            List<PluginStatus> plugins,
            List<AuditEntry> audit,
            List<String> problems,
            List<String> warnings) {}
}
