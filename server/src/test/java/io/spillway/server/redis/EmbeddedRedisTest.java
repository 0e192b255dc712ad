package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

final class EmbeddedRedisTest {

    private static final long MEMORY = 100L << 20;

    @TempDir
    private Path data;

    @Test
    void keepsWhatItHasOverARestart() throws Exception {
        try (EmbeddedRedis first = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
                Jedis jedis = new Jedis(first.uri())) {
            jedis.set("key", "value");
        }

        try (EmbeddedRedis second = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
                Jedis jedis = new Jedis(second.uri())) {
            assertThat(second.adopted()).isFalse();
            assertThat(jedis.get("key")).isEqualTo("value");
        }
    }

    @Test
    void takesOverTheOneThatADeadServerLeftRunning() throws Exception {
        EmbeddedRedis orphan = EmbeddedRedis.start(data.resolve("redis"), MEMORY);

        long pid = pid();
        try (EmbeddedRedis adopted = EmbeddedRedis.start(data.resolve("redis"), MEMORY)) {
            assertThat(adopted.adopted()).isTrue();
            assertThat(adopted.uri()).isEqualTo(orphan.uri());
        }
        assertThat(running(pid)).isEmpty();
    }

    @Test
    void usesNoMoreMemoryThanItMayAlsoWhenItIsTakenOver() throws Exception {
        EmbeddedRedis orphan = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
        try (Jedis jedis = new Jedis(orphan.uri())) {
            assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", "" + MEMORY);
        }

        try (EmbeddedRedis adopted = EmbeddedRedis.start(data.resolve("redis"), 2 * MEMORY);
                Jedis jedis = new Jedis(adopted.uri())) {
            assertThat(adopted.adopted()).isTrue();
            assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", "" + 2 * MEMORY);
        }
    }

    @Test
    void startsAnewAfterRedisWasKilled() throws Exception {
        EmbeddedRedis killed = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
        try (Jedis jedis = new Jedis(killed.uri())) {
            jedis.set("key", "value");
        }
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();

        try (EmbeddedRedis next = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
                Jedis jedis = new Jedis(next.uri())) {
            assertThat(next.adopted()).isFalse();
            assertThat(jedis.get("key")).isEqualTo("value");
        }
    }

    @Test
    void leavesAnotherRedisAloneWhoseNumberStandsInItsFile() throws Exception {
        Path folder = Files.createDirectories(data.resolve("redis"));
        try (RealRedis stranger = RealRedis.start()) {
            Files.writeString(folder.resolve("redis.pid"), stranger.pid() + "\n");
            Files.writeString(folder.resolve("address"), "redis://:00@127.0.0.1:1");

            try (EmbeddedRedis own = EmbeddedRedis.start(folder, MEMORY)) {
                assertThat(own.adopted()).isFalse();
            }

            assertThat(ProcessHandle.of(stranger.pid()).filter(ProcessHandle::isAlive))
                    .isPresent();
        }
    }

    @Test
    void endsItsOrphanAndStartsAnewWhereTheAddressIsMissing() throws Exception {
        EmbeddedRedis orphan = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
        try (Jedis jedis = new Jedis(orphan.uri())) {
            jedis.set("key", "value");
        }
        long pid = pid();
        Files.delete(data.resolve("redis/address"));

        try (EmbeddedRedis next = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
                Jedis jedis = new Jedis(next.uri())) {
            assertThat(next.adopted()).isFalse();
            assertThat(jedis.get("key")).isEqualTo("value");
            assertThat(running(pid)).isEmpty();
        }
    }

    @Test
    void takesItOverAfterItsFolderWasMoved() throws Exception {
        EmbeddedRedis orphan = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
        Files.move(data.resolve("redis"), data.resolve("moved"));

        try (EmbeddedRedis adopted = EmbeddedRedis.start(data.resolve("moved"), MEMORY)) {
            assertThat(adopted.adopted()).isTrue();
            assertThat(adopted.uri()).isEqualTo(orphan.uri());
        }
    }

    @Test
    void saysAtOnceThatItsDataAreBroken() throws Exception {
        Path file = data.resolve("redis/appendonlydir");
        try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), MEMORY)) {
            assertThat(redis.adopted()).isFalse();
        }
        try (Stream<Path> files = Files.list(file)) {
            for (Path each :
                    files.filter(path -> path.toString().endsWith(".incr.aof")).toList()) {
                Files.writeString(each, "*1\r\njunk\r\n*2\r\n".repeat(3));
            }
        }

        long begin = System.nanoTime();

        assertThatThrownBy(() -> EmbeddedRedis.start(data.resolve("redis"), MEMORY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("redis.log");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void letsNobodyElseReadItsFilesOrTalkToIt() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), MEMORY);
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

    /** Not the entry that an ended process leaves until somebody asks for it. */
    private static Optional<ProcessHandle> running(long pid) {
        return ProcessHandle.of(pid).filter(process -> process.info().command().isPresent());
    }

    private long pid() throws Exception {
        return Long.parseLong(Files.readString(data.resolve("redis/redis.pid")).strip());
    }
}
