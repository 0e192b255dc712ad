package io.spillway.bench;

import io.spillway.bench.machine.BenchRedis;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.engine.Engine;
import io.spillway.server.engine.EngineConfig;
import io.spillway.server.engine.EnginePorts;
import io.spillway.server.engine.Tracing;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.sla.SlaConfig;
import io.spillway.server.sla.SlaRecorder;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The executor as the server runs it, with its numbers and without HTTP: submitted in batches, a handler that does nothing. */
final class SpillwayEngine implements Contender {

    private static final int BATCH = 256;
    private static final int WORKERS = 256;

    private final BenchRedis redis;

    SpillwayEngine(BenchRedis redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "spillway engine";
    }

    /** What is done with an engine that runs. */
    @FunctionalInterface
    interface Work {
        void with(Submitter submitter) throws Exception;
    }

    @Override
    public void run(int tasks) throws Exception {
        CountDownLatch ended = new CountDownLatch(tasks);
        run(finished -> ended.countDown(), submitter -> {
            for (int i = 0; i < tasks; i += BATCH) {
                submitter.submit(batch(i, Math.min(tasks, i + BATCH)));
            }
            if (!ended.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException(ended.getCount() + " of " + tasks + " tasks did not end");
            }
        });
    }

    static List<Submitter.SubmitRequest> batch(int from, int to) {
        List<Submitter.SubmitRequest> batch = new ArrayList<>(to - from);
        for (int each = from; each < to; each++) {
            batch.add(new Submitter.SubmitRequest("noop", "{}", "key-" + each, null, null, null, null, null));
        }
        return batch;
    }

    /** Starts an engine for the work. @param ended hears of each task that has ended */
    void run(Consumer<TaskEvent.Finished> ended, Work work) throws Exception {
        InstantSource clock = InstantSource.system();
        Metrics metrics = new Metrics("bench", clock, System::nanoTime);
        SlaRecorder sla = new SlaRecorder(SlaConfig.DEFAULT, System::nanoTime);
        TaskEvent.Listener events = event -> {
            metrics.tasks().on(event);
            sla.on(event);
            if (event instanceof TaskEvent.Finished finished) {
                ended.accept(finished);
            }
        };
        try (RedisConnection connection =
                RedisConnection.open(redis.uri(), new RedisConnection.Clocks(clock, System::nanoTime, (_, _) -> {}))) {
            EnginePorts ports = new EnginePorts(
                    new RedisTaskQueue(connection, new Random(1), TaskQueueConfig.DEFAULT),
                    new Noop(),
                    new Switchboard(DegradeConfig.defaults(), clock),
                    new Breakers(
                            BreakerConfig.DEFAULT,
                            new Breakers.Clocks(clock, System::nanoTime),
                            new Random(2),
                            _ -> {}),
                    Tracing.NONE,
                    events,
                    System::nanoTime);
            EngineConfig config = new EngineConfig(
                    "bench", Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(5), LimitsConfig.NONE);
            WorkerPool pool = new WorkerPool(WORKERS, Duration.ofSeconds(5));
            try (Engine engine = new Engine(ports, config, pool, new RetryPolicy(RetryConfig.DEFAULT), new Random(2))) {
                engine.start();
                work.with(new AdmittingSubmitter(
                        new SubmitPorts(
                                ports.queue(),
                                ports.handlers(),
                                ports.admission(),
                                Pressure.NONE,
                                SubmitTracing.NONE,
                                events,
                                System::nanoTime),
                        engine::ring));
            }
        }
    }

    record Nothing() {}

    /** The registry that holds one handler, and that handler. */
    private static final class Noop implements RegisteredHandler, HandlerRegistry {

        private final TaskType<Nothing> type = TaskType.of("noop", Nothing.class);

        @Override
        public TaskType<?> type() {
            return type;
        }

        @Override
        public String pluginId() {
            return "bench";
        }

        @Override
        public String pluginVersion() {
            return "1";
        }

        @Override
        public Reading read(String payload) {
            return new Reading.Accepted(payload, Optional.empty(), Optional.empty());
        }

        @Override
        public Outcome handle(TaskContext context, String payload) {
            return Outcome.succeeded();
        }

        @Override
        public boolean hasFallback() {
            return false;
        }

        @Override
        public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) {
            return Optional.empty();
        }

        @Override
        public Optional<RegisteredHandler> find(String name) {
            return name.equals(type.name()) ? Optional.of(this) : Optional.empty();
        }

        @Override
        public List<RegisteredHandler> all() {
            return List.of(this);
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            return () -> {};
        }
    }
}
