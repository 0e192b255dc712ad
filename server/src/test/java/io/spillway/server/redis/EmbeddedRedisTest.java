package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

final class EmbeddedRedisTest {

    @TempDir
    private Path data;

    @Test
    void keepsWhatItHasOverARestart() throws Exception {
        try (EmbeddedRedis first = EmbeddedRedis.start(data.resolve("redis"));
                Jedis jedis = new Jedis(first.uri())) {
            jedis.set("key", "value");
        }

        try (EmbeddedRedis second = EmbeddedRedis.start(data.resolve("redis"));
                Jedis jedis = new Jedis(second.uri())) {
            assertThat(second.adopted()).isFalse();
            assertThat(jedis.get("key")).isEqualTo("value");
        }
    }

    @Test
    void takesOverTheOneThatADeadServerLeftRunning() throws Exception {
        EmbeddedRedis orphan = EmbeddedRedis.start(data.resolve("redis"));

        long pid = pid();
        try (EmbeddedRedis adopted = EmbeddedRedis.start(data.resolve("redis"))) {
            assertThat(adopted.adopted()).isTrue();
            assertThat(adopted.uri()).isEqualTo(orphan.uri());
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void startsAnewAfterRedisWasKilled() throws Exception {
        EmbeddedRedis killed = EmbeddedRedis.start(data.resolve("redis"));
        try (Jedis jedis = new Jedis(killed.uri())) {
            jedis.set("key", "value");
        }
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();

        try (EmbeddedRedis next = EmbeddedRedis.start(data.resolve("redis"));
                Jedis jedis = new Jedis(next.uri())) {
            assertThat(next.adopted()).isFalse();
            assertThat(jedis.get("key")).isEqualTo("value");
        }
    }

    @Test
    void letsNobodyElseReadItsFilesOrTalkToIt() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"));
                Jedis stranger = new Jedis("127.0.0.1", redis.uri().getPort())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("redis"))))
                    .isEqualTo("rwx------");
            assertThat(catchMessage(stranger)).contains("NOAUTH");
        }
    }

    private static String catchMessage(Jedis jedis) {
        try {
            return jedis.get("key");
        } catch (redis.clients.jedis.exceptions.JedisException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private long pid() throws Exception {
        return Long.parseLong(Files.readString(data.resolve("redis/redis.pid")).strip());
    }
}
