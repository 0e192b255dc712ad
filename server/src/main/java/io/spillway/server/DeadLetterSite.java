package io.spillway.server;

import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.BulkLoop;
import io.spillway.server.deadletter.BulkPorts;
import io.spillway.server.deadletter.LetterEvents;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.engine.Engine;
import io.spillway.server.engine.ObservedTaskStore;
import io.spillway.server.plugin.PluginFolder;
import io.spillway.server.redis.RedisBulkStore;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisLetterStore;
import io.spillway.server.submit.QueuePressure;
import io.spillway.server.telemetry.Metrics;
import io.spillway.server.web.WebFeatures;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** All around the dead letters: where they lie, who searches and replays them, and the loop of bulk jobs. */
record DeadLetterSite(RedisBulkStore jobs, BulkDesk desk, BulkRunner runner, WebFeatures.DeadLetters feature)
        implements AutoCloseable {

    /** What a replay meets on its way back into the queue. */
    record Parts(
            RedisConnection redis,
            PluginFolder plugins,
            Engine engine,
            ObservedTaskStore store,
            Switchboard switchboard,
            QueuePressure pressure,
            Metrics metrics) {}

    record Clocks(InstantSource clock, LongSupplier nanoTime) {}

    static DeadLetterSite create(SpillwayConfig config, Parts parts, Clocks clocks, RandomGenerator random) {
        RedisLetterStore letters = new RedisLetterStore(parts.redis, random, config.retention());
        RedisBulkStore jobs = new RedisBulkStore(parts.redis, random, config.retention());
        LetterEvents events = new LetterEvents(
                (type, count) -> {
                    parts.metrics.deadLetters().replayed(type, count);
                    parts.engine.ring(type);
                },
                parts.metrics.deadLetters()::discarded);
        BulkRunner runner = new BulkRunner(new BulkLoop(
                new BulkPorts(letters, jobs, parts.switchboard, parts.pressure, events),
                config.engine().node(),
                clocks.clock));
        BulkDesk desk = new BulkDesk(jobs, parts.plugins, runner::wake);
        return new DeadLetterSite(
                jobs,
                desk,
                runner,
                new WebFeatures.DeadLetters(
                        new LetterSearch(letters, clocks.nanoTime),
                        new Replays(letters, parts.store, parts.plugins, events),
                        desk));
    }

    void start() {
        runner.start();
    }

    @Override
    public void close() {
        runner.close();
    }
}
