package io.spillway.server;

import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.plugin.PluginFolder;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.submit.QueuePressure;
import io.spillway.server.task.TaskStore;
import io.spillway.server.telemetry.Attainment;
import io.spillway.server.telemetry.LoopLatency;
import io.spillway.server.telemetry.ObjectiveMetrics;
import io.spillway.server.telemetry.SampledMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Connects the gauges that are read at each scrape to what they show. */
final class SampledNumbers {

    private static final int JOBS = 100;

    private SampledNumbers() {}

    /** What is read. */
    record Sources(
            WorkerPool pool,
            TaskStore tasks,
            SubmittedTypes submitted,
            BulkStore jobs,
            LimitBook limits,
            QueuePressure pressure,
            PluginFolder plugins,
            SlaReport.Source sla,
            LoopLatency loop) {}

    static void connect(SampledMetrics metrics, Sources sources) {
        WorkerPool pool = sources.pool();
        metrics.workers(() -> new SampledMetrics.Workers(pool.busy(), pool.free(), pool.limit()));
        metrics.backlog(() -> sources.tasks()
                .backlog(sources.submitted()
                        .with(sources.plugins().all().stream()
                                .map(each -> each.type().name())
                                .toList())));
        metrics.queueMemory(sources.tasks()::memory);
        metrics.deadLetterJobs(() -> sources.jobs().recent(JOBS).stream()
                .filter(job -> job.state().isUnderWay())
                .map(SampledNumbers::job)
                .toList());
        metrics.expectedWaits(sources.pressure()::expectedWaits);
        metrics.limits(sources.limits()::all);
        metrics.plugins(() -> sources.plugins().statuses().stream()
                .collect(Collectors.toMap(PluginStatus::id, each -> each.state().name(), (first, _) -> first)));
        metrics.attainments(() -> attainments(sources.sla()));
        metrics.objectives(
                () -> sources.sla().all().stream().map(SampledNumbers::promise).toList());
        metrics.loop(sources.loop());
    }

    private static SampledMetrics.Job job(BulkJob job) {
        return new SampledMetrics.Job(
                job.order().action().label(),
                job.waiting() == null ? job.state().label() : "waiting");
    }

    private static List<Attainment> attainments(SlaReport.Source sla) {
        return sla.all().stream().map(SampledNumbers::attainment).toList();
    }

    private static ObjectiveMetrics.Promise promise(SlaReport report) {
        Objective objective = report.objective();
        return new ObjectiveMetrics.Promise(
                report.type(), objective.success(), objective.latencyShare(), objective.latency());
    }

    private static Attainment attainment(SlaReport report) {
        Map<String, Double> byWindow = new HashMap<>();
        report.windows().forEach((window, stats) -> {
            if (stats.attainment() != null) {
                byWindow.put(window.label(), stats.attainment());
            }
        });
        SlaReport.Stats hour = report.windows().get(Window.ONE_HOUR);
        return new Attainment(report.type(), byWindow, hour == null ? null : hour.budgetRemaining());
    }
}
