package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryPolicy;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.testing.Conditions;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Engines on a real Redis that the tests of a class share, with a submitter in front of each. */
abstract class SubmitterScene {

    static RealRedis server;
    static RedisConnection redis;
    static int types;

    final String type = "engine-" + types++;
    final RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);
    final RedisTaskStore store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
    Duration lookingAround = Duration.ofMillis(200);
    final Queue<Engine> engines = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        server = RealRedis.start();
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        server.close();
    }

    @AfterEach
    void closeEngines() throws Exception {
        for (Engine engine : engines) {
            engine.close();
        }
    }

    Submitter running(ScriptedHandler.Work work) {
        return running(type, work);
    }

    Submitter running(String name, ScriptedHandler.Work work) {
        ScriptedHandler handler = ScriptedHandler.of(name, work);
        EnginePorts ports = new EnginePorts(
                queue,
                handler,
                new ScriptedAdmission().shed(Criticality.SHEDDABLE),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                System::nanoTime);
        Engine engine = new Engine(
                ports,
                new EngineConfig(
                        "node-" + engines.size(),
                        Duration.ofSeconds(2),
                        lookingAround,
                        Duration.ofMillis(300),
                        LimitsConfig.NONE),
                new WorkerPool(16, Duration.ofSeconds(2)),
                new RetryPolicy(RetryConfig.DEFAULT),
                new Random(5));
        engines.add(engine);
        engine.start();
        return new AdmittingSubmitter(
                new SubmitPorts(
                        queue,
                        handler,
                        ports.admission(),
                        Pressure.NONE,
                        SubmitTracing.NONE,
                        events::add,
                        System::nanoTime),
                engine::ring);
    }

    Task submit(Submitter submitter, String key) {
        return submit(submitter, key, null);
    }

    Task submit(Submitter submitter, String key, Duration timeout) {
        return ((Submitter.SubmitAnswer.Created)
                        submitter.submit(List.of(request(key, timeout))).getFirst())
                .task();
    }

    Submitter.SubmitRequest request(String key, Duration timeout) {
        return new Submitter.SubmitRequest(type, "{}", key, null, timeout, null, null, null);
    }

    Task awaitEnd(TaskId id) {
        Conditions.await(
                "task " + id + " to end",
                () -> store.find(id).orElseThrow().state().isTerminal());
        return store.find(id).orElseThrow();
    }
}
