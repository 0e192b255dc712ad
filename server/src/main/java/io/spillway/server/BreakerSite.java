package io.spillway.server;

import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisForcedBreakers;
import io.spillway.server.telemetry.Metrics;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The breakers of this node, with what people hold of them. */
final class BreakerSite implements AutoCloseable {

    private final Breakers breakers;
    private final BreakerDesk desk;
    private @Nullable RunUntilClosed loop;

    BreakerSite(SpillwayConfig config, RedisConnection redis, Metrics metrics, RandomGenerator random, Clocks clocks) {
        this.breakers = new Breakers(
                config.breaker(),
                new Breakers.Clocks(clocks.wall(), clocks.nanoTime()),
                random,
                new BreakerTelemetry(metrics.breakers()));
        this.desk = new BreakerDesk(breakers, new RedisForcedBreakers(redis));
    }

    record Clocks(InstantSource wall, LongSupplier nanoTime) {}

    Breakers breakers() {
        return breakers;
    }

    BreakerDesk desk() {
        return desk;
    }

    /** Takes over what people hold, now and from now on. */
    void start() {
        desk.runOnce();
        loop = RunUntilClosed.start("breakers", desk::runOnce);
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
