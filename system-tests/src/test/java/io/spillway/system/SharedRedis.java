package io.spillway.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One {@code redis-server} process, apart from what the server starts. */
final class SharedRedis implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int port;
    private final Child child;

    private SharedRedis(int port, Child child) {
        this.port = port;
        this.child = child;
    }

    static SharedRedis start(Path folder, String... options) {
        int port = Child.freePort();
        String name = "redis-" + port;
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--appendonly", "yes", "--appenddirname", name));
        command.addAll(List.of(options));
        SharedRedis redis = new SharedRedis(port, Child.start(folder, name, command, Map.of()));
        redis.child.await("an answer of " + name, redis::answers);
        return redis;
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    <T> T ask(Function<Jedis, T> question) {
        try (Jedis redis = StockRedis.client(port, PATIENCE)) {
            return question.apply(redis);
        }
    }

    void set(String setting, String value) {
        ask(redis -> redis.configSet(setting, value));
    }

    /** A line of {@code INFO}: what stands behind the name. */
    String info(String name) {
        return ask(redis -> redis.info("everything"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    void kill() {
        child.kill();
    }

    private boolean answers() {
        try {
            return ask(redis -> redis.ping().equals("PONG"));
        } catch (JedisException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
