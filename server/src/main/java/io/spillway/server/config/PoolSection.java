package io.spillway.server.config;

import io.spillway.server.pool.PoolConfig;
import java.time.Duration;

/** The keys of the worker pool. */
final class PoolSection {

    private static final int MOST = 100_000;

    private PoolSection() {}

    static PoolConfig read(ConfigReader reader) {
        PoolConfig standard = PoolConfig.DEFAULT;
        int max = reader.integer(
                "pool.max-workers",
                standard.maxWorkers(),
                1,
                MOST,
                "How many tasks a node runs at the same time at the most.");
        int min = reader.integer(
                "pool.min-workers",
                Math.min(standard.minWorkers(), max),
                1,
                MOST,
                "How many it can always run; as many as the most make a pool of a fixed size.");
        PoolConfig.Growth growth = growth(reader, standard.growth());
        Duration idle = reader.duration(
                "pool.idle",
                standard.idle().toSeconds() + "s",
                "How long half of the workers must have been enough before the others are given up.");
        Duration closeTimeout =
                reader.duration("pool.close-timeout", "5s", "How long a stop waits for interrupted tasks to end.");
        return reader.build("pool", standard, () -> new PoolConfig(min, max, growth, idle, closeTimeout));
    }

    private static PoolConfig.Growth growth(ConfigReader reader, PoolConfig.Growth standard) {
        int rate = reader.integer(
                "pool.grow-rate",
                standard.rate(),
                1,
                1_000_000,
                "Where tasks wait for a worker, the pool grows when more than this many come in a second.");
        Duration p95 = reader.duration(
                "pool.grow-p95",
                standard.p95().toMillis() + "ms",
                "Where tasks wait for a worker, it grows when one in twenty takes longer, its wait included.");
        double maxCpu = reader.ratio(
                "pool.max-cpu",
                Double.toString(standard.maxCpu()),
                "It does not grow while the server uses more than this share of the processors.");
        double maxHeap = reader.ratio(
                "pool.max-heap",
                Double.toString(standard.maxHeap()),
                "It does not grow while more than this share of the heap was in use after the last collection.");
        return reader.build("pool", standard, () -> new PoolConfig.Growth(rate, p95, maxCpu, maxHeap));
    }
}
