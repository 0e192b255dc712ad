package io.spillway.server;

import io.spillway.server.config.RedisConfig;
import io.spillway.server.redis.EmbeddedRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisUrl;
import java.io.IOException;
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
            EmbeddedRedis redis = closer.register("embedded redis", EmbeddedRedis.start(data.resolve("redis")));
            LOG.info("A Redis of the server's own ({}) runs in {}", redis.executable(), data.resolve("redis"));
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

    /** A server that says that it is ready has spoken with its Redis. */
    static void requireAnswer(RedisConnection redis) throws StartException {
        Optional<String> problem = redis.problem();
        if (problem.isPresent()) {
            String what = problem.get().endsWith(".") ? problem.get() : problem.get() + ".";
            throw new StartException(what + " Start it, name another one by --redis, or leave --redis out.");
        }
    }
}
