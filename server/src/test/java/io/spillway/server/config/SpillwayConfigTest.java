package io.spillway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.redis.MemoryLimits;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.sla.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpillwayConfigTest {

    @TempDir
    Path temp;

    @Test
    void nothingGivenMeansTheDefaults() {
        SpillwayConfig config =
                SpillwayConfig.load(Optional.empty(), Map.of(), Map.of()).config();

        assertThat(config.server())
                .isEqualTo(new ServerConfig("0.0.0.0", 8080, Path.of("data"), false, Optional.empty()));
        assertThat(config.redis())
                .isEqualTo(new RedisConfig(Optional.empty(), MemoryLimits.DEFAULT, Optional.empty(), 0.03));
        assertThat(config.engine().lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.engine().node())
                .endsWith("-" + ProcessHandle.current().pid());
        assertThat(config.retention()).isEqualTo(TaskQueueConfig.DEFAULT);
        assertThat(config.pool()).isEqualTo(PoolConfig.DEFAULT);
        assertThat(config.retry()).isEqualTo(RetryConfig.DEFAULT);
        assertThat(config.plugins().folders()).containsExactly(Path.of("data/plugins"));
        assertThat(config.degrade()).isEqualTo(DegradeConfig.defaults());
        assertThat(config.plugins().settings()).isEmpty();
        assertThat(config.sla().of("any")).isEqualTo(new Objective(0.999, 0.95, Duration.ofMillis(160)));
    }

    @Test
    void aFileMayNestItsKeysOrDotThem() throws IOException {
        SpillwayConfig config = file("""
                server:
                  port: 9090
                  data: /srv/spillway
                engine.lease: 30s
                retry:
                  third-party:
                    steps: [ 1s~100ms, 2s ]
                    max-attempts: 2
                  bug.jitter: full
                  total-time: 10m
                  max-retry-after: 30s
                plugins:
                  folders: [ /a, /b ]
                  config:
                    stock-deduct:
                      redis-url: redis://other
                      limits.each: 5
                sla.objectives.stock-deduct:
                  success: 0.9
                  latency: 80ms
                """);

        assertThat(config.server().port()).isEqualTo(9090);
        assertThat(config.engine().lease()).isEqualTo(Duration.ofSeconds(30));
        RetryConfig standard = RetryConfig.DEFAULT;
        assertThat(config.retry())
                .isEqualTo(new RetryConfig(
                        Map.of(
                                Cause.DATABASE,
                                standard.policies().get(Cause.DATABASE),
                                Cause.THIRD_PARTY,
                                new RetryConfig.Policy(
                                        List.of(
                                                Pause.of(Duration.ofSeconds(1), Duration.ofMillis(100)),
                                                Pause.of(Duration.ofSeconds(2))),
                                        2),
                                Cause.THROTTLED,
                                standard.policies().get(Cause.THROTTLED),
                                Cause.TIMEOUT,
                                standard.policies().get(Cause.TIMEOUT),
                                Cause.BUG,
                                standard.policies().get(Cause.BUG).withFullJitter()),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(30)));
        assertThat(config.plugins().folders()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(config.plugins().dataDirectory()).isEqualTo(Path.of("/srv/spillway"));
        assertThat(config.plugins().settings())
                .isEqualTo(Map.of("stock-deduct", Map.of("redis-url", "redis://other", "limits.each", "5")));
        assertThat(config.sla().of("stock-deduct")).isEqualTo(new Objective(0.9, 0.95, Duration.ofMillis(80)));
        assertThat(config.sla().of("other").success()).isEqualTo(0.999);
    }

    @Test
    void anEmptyFileIsFine() throws IOException {
        assertThat(file("# nothing yet\n").server().port()).isEqualTo(8080);
    }

    @Test
    void theEnvironmentWinsOverTheFileAndFlagsOverBoth() throws IOException {
        Path file = write("server.port: 1\npool.max-workers: 1\nengine.lease: 11s\n");

        SpillwayConfig config = SpillwayConfig.load(
                        Optional.of(file),
                        Map.of("SPILLWAY_SERVER_PORT", "2", "SPILLWAY_POOL_MAX_WORKERS", "2"),
                        Map.of("server.port", "3"))
                .config();

        assertThat(config.server().port()).isEqualTo(3);
        assertThat(config.pool().maxWorkers()).isEqualTo(2);
        assertThat(config.engine().lease()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void aSmallMaximumIsAPoolOfAFixedSize() {
        assertThat(environment(Map.of("SPILLWAY_POOL_MAX_WORKERS", "2")).pool().minWorkers())
                .isEqualTo(2);
        assertThat(environment(Map.of("SPILLWAY_POOL_MAX_WORKERS", "64")).pool().minWorkers())
                .isEqualTo(4);
    }

    @Test
    void thePoolsKeysAreRead() throws IOException {
        PoolConfig pool = file("""
                pool:
                  min-workers: 8
                  max-workers: 32
                  grow-rate: 100
                  grow-p95: 50ms
                  max-cpu: 0.7
                  max-heap: 0.6
                  idle: 5m
                  close-timeout: 1s
                """).pool();

        assertThat(pool)
                .isEqualTo(new PoolConfig(
                        8,
                        32,
                        new PoolConfig.Growth(100, Duration.ofMillis(50), 0.7, 0.6),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1)));
    }

    @Test
    void theEnvironmentReachesKeysWithNamesInside() {
        SpillwayConfig config = environment(Map.of(
                "SPILLWAY_SLA_OBJECTIVES_STOCK_DEDUCT_LATENCY_SHARE", "0.5",
                "SPILLWAY_SLA_OBJECTIVES_STOCK_DEDUCT_LATENCY", "20ms",
                "SPILLWAY_SLA_DEFAULT_SUCCESS", "0.9",
                "SPILLWAY_RETRY_THIRD_PARTY_MAX_ATTEMPTS", "2",
                "SPILLWAY_RETRY_THIRD_PARTY_STEPS", "1s",
                "SPILLWAY_PLUGINS_CONFIG_STOCK_DEDUCT__REDIS_URL", "redis://x",
                "SPILLWAY_PLUGINS_CONFIG_STOCK_DEDUCT__A__B_C", "1"));

        assertThat(config.sla().byType())
                .isEqualTo(Map.of("stock-deduct", new Objective(0.9, 0.5, Duration.ofMillis(20))));
        assertThat(config.retry().policies().get(Cause.THIRD_PARTY))
                .isEqualTo(new RetryConfig.Policy(List.of(Pause.of(Duration.ofSeconds(1))), 2));
        assertThat(config.plugins().settings())
                .isEqualTo(Map.of("stock-deduct", Map.of("redis-url", "redis://x", "a.b-c", "1")));
    }

    @Test
    void variablesThatAreNoSettingsAreLeftAlone() {
        SpillwayConfig config = environment(Map.of(
                "PATH", "/bin",
                "SPILLWAY_HOME", "/opt",
                "SPILLWAY_TOKEN", "t",
                "SPILLWAY_REDIS_URL", "",
                "SPILLWAY_PORT", "tcp://10.0.0.1:8080",
                "SPILLWAY_PORT_8080_TCP_ADDR", "10.0.0.1",
                "SPILLWAY_SERVICE_HOST", "10.0.0.1"));

        assertThat(config.redis().url()).isEmpty();
    }

    @Test
    void whatHoldsIsShownInOneLineWithoutSecrets() throws IOException {
        Path file = write("""
                redis.url: redis://me:hush1@cache:6379
                plugins.config.pay:
                  password: hush2
                  apiToken: hush3
                  jdbc: jdbc:mysql://db/shop?user=a&password=hush4&ssl=true
                  plain: seen
                """);

        String effective =
                SpillwayConfig.load(Optional.of(file), Map.of(), Map.of()).effective();

        assertThat(effective)
                .doesNotContain("hush", "\n")
                .contains(
                        "redis.url=redis://***@cache:6379",
                        "plugins.config.pay.password=***",
                        "plugins.config.pay.apiToken=***",
                        "jdbc:mysql://db/shop?user=a&password=***&ssl=true",
                        "plugins.config.pay.plain=seen",
                        "server.port=8080");
    }

    @Test
    void theTableHasARowForEachKey() {
        String table = SpillwayConfig.table();

        assertThat(table)
                .startsWith("| key | default | environment | |\n|---|---|---|---|\n")
                .contains(
                        "| `pool.max-workers` | `128` | `SPILLWAY_POOL_MAX_WORKERS` |"
                                + " How many tasks a node runs at the same time at the most. |\n",
                        "| `redis.url` |  | `SPILLWAY_REDIS_URL` |",
                        "| `plugins.config.<plugin id>.<key>` |  | `SPILLWAY_PLUGINS_CONFIG_<PLUGIN_ID>__<KEY>` |");
        assertThat(SpillwayConfig.keys())
                .allSatisfy(key -> assertThat(key.help()).isNotBlank().endsWith("."))
                .extracting(ConfigKey::name)
                .doesNotHaveDuplicates();
    }

    private SpillwayConfig file(String yaml) throws IOException {
        return SpillwayConfig.load(Optional.of(write(yaml)), Map.of(), Map.of()).config();
    }

    private static SpillwayConfig environment(Map<String, String> environment) {
        return SpillwayConfig.load(Optional.empty(), environment, Map.of()).config();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(temp.resolve("spillway.yaml"), yaml);
    }
}
