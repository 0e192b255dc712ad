package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis Sentinel that has a replica take the place of a master that is silent for a second. */
final class Sentinel implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int port;
    private final Child child;

    private Sentinel(int port, Child child) {
        this.port = port;
        this.child = child;
    }

    static Sentinel start(Path folder, SharedRedis master, SharedRedis replica) {
        int port = Child.freePort();
        Path file = folder.resolve("sentinel.conf");
        try {
            Files.writeString(file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor main 127.0.0.1 %d 1
                    sentinel down-after-milliseconds main 1000
                    sentinel failover-timeout main 5000
                    """.formatted(port, folder, master.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until(
                "a replica that follows",
                LIMIT,
                () -> replica.info("master_link_status").equals("up"));
        Sentinel sentinel = new Sentinel(
                port,
                Child.start(folder, "sentinel", List.of("redis-server", file.toString(), "--sentinel"), Map.of()));
        sentinel.child.await("a Sentinel that knows both", sentinel::knowsBoth);
        return sentinel;
    }

    String url() {
        return "redis-sentinel://127.0.0.1:" + port + "/main";
    }

    private boolean knowsBoth() {
        try (Jedis redis = StockRedis.client(port, Duration.ofSeconds(5))) {
            return redis.info("sentinel").contains("slaves=1");
        } catch (JedisException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
