package io.spillway.bench.record;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.sla.SlaConfig;
import io.spillway.server.sla.SlaRecorder;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskState;
import io.spillway.server.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that is counted of one task that succeeds at its first attempt: taken, begun, attempt ended, ended. Beside it, the same
 * numbers by the Prometheus client alone: three counters and two histograms, by kept children.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RecordingBenchmark {

    private static final double[] BOUNDS = {0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28};
    private static final Duration QUEUED = Duration.ofMillis(1);
    private static final Duration TOOK = Duration.ofMillis(7);

    private final Metrics metrics = new Metrics("bench", InstantSource.system(), System::nanoTime);
    private final SlaRecorder sla = new SlaRecorder(SlaConfig.DEFAULT, System::nanoTime);
    private final TaskId id = new TaskIds(() -> 1_700_000_000_000L, new Random(1)).next("noop", 0);
    private final Task task = new Task(
            id,
            TaskState.RUNNING,
            new Task.Spec("noop", "{}", Criticality.CRITICAL, 3, null, null, null),
            new Task.Claim(1, 1, "node", null),
            new Task.Times(Instant.EPOCH, null, null, Instant.EPOCH, Instant.EPOCH, null),
            null,
            null,
            false);

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter.Child submitted = counter("bare_submissions_total");
    private final Counter.Child attempts = counter("bare_attempts_total");
    private final Counter.Child tasks = counter("bare_tasks_total");
    private final Histogram.Child queued = histogram("bare_queue_seconds");
    private final Histogram.Child durations = histogram("bare_duration_seconds");

    private Counter.Child counter(String name) {
        return Counter.build(name, "Things.")
                .labelNames("type", "outcome")
                .withoutExemplars()
                .register(registry)
                .labels("noop", "succeeded");
    }

    private Histogram.Child histogram(String name) {
        return Histogram.build(name, "Times.")
                .labelNames("type", "outcome")
                .buckets(BOUNDS)
                .withoutExemplars()
                .register(registry)
                .labels("noop", "succeeded");
    }

    /** What the server does. */
    @Benchmark
    public void spillway() {
        on(new TaskEvent.Submitted("noop", Criticality.CRITICAL, TaskEvent.Submitted.Result.ACCEPTED));
        on(new TaskEvent.Started(task, QUEUED));
        on(new TaskEvent.AttemptEnded(task, null, TOOK));
        on(new TaskEvent.Finished(id, TaskOutcome.SUCCEEDED, TOOK, null, null));
    }

    private void on(TaskEvent event) {
        metrics.tasks().on(event);
        sla.on(event);
    }

    /** The least that can be done. */
    @Benchmark
    public void bare() {
        submitted.inc();
        queued.observe(QUEUED.toNanos() / 1e9);
        attempts.inc();
        tasks.inc();
        durations.observe(TOOK.toNanos() / 1e9);
    }
}
