package io.spillway.server;

import com.sun.management.OperatingSystemMXBean;
import io.spillway.server.config.RedisConfig;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.redis.EmbeddedRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisUrl;
import io.spillway.server.web.ProblemTexts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Redis is: the configured one, or one of the server's own. */
record RedisAddress(RedisUrl url) {

    private static final Logger LOG = LoggerFactory.getLogger(RedisAddress.class);

    static RedisAddress of(RedisConfig config, DataFolder data, Closer closer) throws StartException {
        if (config.url().isPresent()) {
            return new RedisAddress(config.url().get());
        }
        try {
            long maxMemory = config.embeddedMaxMemory().orElseGet(RedisAddress::halfOfTheMachine);
            EmbeddedRedis redis =
                    closer.register("embedded redis", EmbeddedRedis.start(data.resolve("redis"), maxMemory));
            LOG.info(
                    "A Redis of the server's own ({}) runs in {}, with {} MB of memory at the most",
                    redis.executable(),
                    data.resolve("redis"),
                    maxMemory >> 20);
            return new RedisAddress(RedisUrl.parse(redis.uri().toString()));
        } catch (IOException e) {
            throw new StartException(
                    "No Redis: " + e.getMessage() + ". Install redis-server 7, or name one by --redis.", e);
        }
    }

    /** The address, where it is one that a plugin with a client of its own can use. */
    Optional<URI> single() {
        return switch (url) {
            case RedisUrl.Single single -> Optional.of(single.uri());
            case RedisUrl.Sentinel _, RedisUrl.Cluster _ -> Optional.empty();
        };
    }

    /** Of the container's, where there is one. */
    private static long halfOfTheMachine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 2;
    }

    /** A server that says that it is ready has spoken with its Redis. */
    static void requireAnswer(RedisConnection redis) throws StartException {
        Optional<String> problem = redis.problem();
        if (problem.isPresent()) {
            String what = ProblemTexts.english(new NodeProblem(Kind.REDIS_AWAY, redis.address(), problem.get()));
            throw new StartException((what.endsWith(".") ? what : what + ".")
                    + " Start it, name another one by --redis, or leave --redis out.");
        }
    }
}
