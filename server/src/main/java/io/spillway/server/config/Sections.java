package io.spillway.server.config;

import io.spillway.server.engine.EngineConfig;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.plugin.PluginConfig;
import io.spillway.server.redis.MemoryLimits;
import io.spillway.server.redis.RedisUrl;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaConfig;
import io.spillway.server.submit.PressureConfig;
import io.spillway.server.web.StreamConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every key there is, section by section. This is where a feature's record meets its keys. */
final class Sections {

    private static final List<String> OBJECTIVE = List.of("success", "latency", "latency-share");

    private Sections() {}

    static SpillwayConfig read(ConfigReader reader) {
        ServerConfig server = server(reader);
        return new SpillwayConfig(
                server,
                redis(reader),
                engine(reader),
                retention(reader),
                PoolSection.read(reader),
                pressure(reader),
                streams(reader),
                RetrySection.read(reader),
                plugins(reader, server),
                sla(reader),
                DegradeSection.read(reader),
                BreakerSection.read(reader),
                DegradeSection.policy(reader),
                DrillSection.read(reader),
                AlertmanagerSection.read(reader));
    }

    private static ServerConfig server(ConfigReader reader) {
        return new ServerConfig(
                reader.text("server.host", "0.0.0.0", "The address that the server listens on."),
                reader.integer(
                        "server.port", 8080, 0, 65_535, "The port of the API and the pages; 0 for any free one."),
                reader.path("server.data", "data", "The folder for everything that the server keeps."),
                reader.flag("server.demo", false, "Whether to run sample traffic."),
                reader.optionalText(
                        "server.advertised-host",
                        "The name by which Prometheus reaches this node; without it, that of the machine."));
    }

    private static RedisConfig redis(ConfigReader reader) {
        Optional<RedisUrl> url = reader.optional(
                "redis.url",
                "The Redis to use, also redis-sentinel:// or redis-cluster://; without one, the server starts its own.",
                RedisUrl::parse);
        double refuseAbove = reader.ratio(
                "redis.refuse-above", "0.9", "The share of Redis's memory above which new tasks are refused.");
        double acceptBelow = reader.ratio("redis.accept-below", "0.85", "The share below which they are taken again.");
        Optional<Long> embedded = reader.optional(
                "redis.embedded-max-memory",
                "How much memory the server's own Redis may use; without it, half of the machine's.",
                Values::size);
        MemoryLimits memory =
                reader.build("redis", MemoryLimits.DEFAULT, () -> new MemoryLimits(refuseAbove, acceptBelow));
        double share = reader.ratio(
                "redis.check-share",
                Double.toString(RedisConfig.CHECK_SHARE),
                "The share of its time in which a node looks whether each task is where it belongs.");
        return reader.build(
                "redis",
                new RedisConfig(url, memory, embedded, RedisConfig.CHECK_SHARE),
                () -> new RedisConfig(url, memory, embedded, share));
    }

    private static EngineConfig engine(ConfigReader reader) {
        String node = reader.optional(
                        "engine.node-name",
                        "What this node is called, other than all live ones; without it, host and process.",
                        Values::name)
                .orElseGet(Sections::nodeName);
        Duration lease = reader.duration(
                "engine.lease", "10s", "How long a node may be silent before another one takes its tasks over.");
        Duration poll = reader.duration(
                "engine.poll", "500ms", "How long a type goes without being looked at where no bell rings for it.");
        Duration drain = reader.duration(
                "engine.drain", "10s", "How long a stop waits for running tasks before it interrupts them.");
        LimitsConfig limits = LimitsSection.read(reader);
        EngineConfig otherwise =
                new EngineConfig(node, Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(10), limits);
        return reader.build("engine", otherwise, () -> new EngineConfig(node, lease, poll, drain, limits));
    }

    /** The host and the process: the same name never comes twice while a lease of it could be out. */
    private static String nodeName() {
        return MachineName.of(System.getenv()) + "-" + ProcessHandle.current().pid();
    }

    private static TaskQueueConfig retention(ConfigReader reader) {
        Duration retention = reader.duration("engine.retention", "24h", "How long finished tasks can be looked up.");
        Duration dead = reader.duration("engine.dead-letter-retention", "7d", "How long failed tasks can be retried.");
        TaskQueueConfig.RetryBudget budget = retryBudget(reader);
        return reader.build(
                "engine.retention", TaskQueueConfig.DEFAULT, () -> new TaskQueueConfig(retention, dead, budget));
    }

    private static TaskQueueConfig.RetryBudget retryBudget(ConfigReader reader) {
        TaskQueueConfig.RetryBudget standard = TaskQueueConfig.RetryBudget.DEFAULT;
        double share = reader.ratio(
                "retry.budget-share",
                Double.toString(standard.share()),
                "What the retries of a type may add to its first attempts, in the whole cluster.");
        int perSecond = reader.integer(
                "retry.budget-per-second",
                (int) standard.perSecond(),
                1,
                1_000_000,
                "Retries of a type that are allowed each second in any case.");
        Duration maxWait = reader.duration(
                "retry.budget-max-wait",
                standard.maxWait().toSeconds() + "s",
                "How long a retry may wait for its turn; one that would have to wait longer fails.");
        return reader.build(
                "retry.budget-share", standard, () -> new TaskQueueConfig.RetryBudget(share, perSecond, maxWait));
    }

    private static PressureConfig pressure(ConfigReader reader) {
        PressureConfig standard = PressureConfig.DEFAULT;
        Duration slow = reader.duration(
                "pressure.slow-after", "30s", "Once a new task would wait for longer, its caller is slowed down.");
        Duration refuse = reader.duration(
                "pressure.refuse-after", "10m", "Once a new task would wait for longer, it is refused with 429.");
        Duration delay =
                reader.duration("pressure.max-delay", "500ms", "How long a caller is kept waiting at the most.");
        int queued = reader.integer(
                "pressure.max-queued",
                5_000_000,
                1,
                Integer.MAX_VALUE,
                "How many tasks of a type may wait; beyond, they are refused with 429, sheddable ones from four fifths of it on.");
        return reader.build("pressure", standard, () -> new PressureConfig(slow, refuse, delay, queued));
    }

    private static StreamConfig streams(ConfigReader reader) {
        StreamConfig standard = StreamConfig.DEFAULT;
        return new StreamConfig(
                reader.integer(
                        "watch.max-streams",
                        standard.maxStreams(),
                        1,
                        100_000,
                        "How many clients of a node may follow a task at the same time."),
                reader.integer(
                        "watch.max-streams-per-caller",
                        standard.maxStreamsPerCaller(),
                        1,
                        100_000,
                        "How many of them with the same token, or in the same session."),
                reader.duration(
                        "watch.write-deadline",
                        "5s",
                        "How long a client may keep an event waiting until it is dropped."));
    }

    private static PluginConfig plugins(ConfigReader reader, ServerConfig server) {
        List<Path> folders = reader.paths(
                "plugins.folders", "", "Where plugin jars are dropped; without it, plugins in the data folder.");
        Map<String, Map<String, String>> settings = reader.entries(
                "plugins.config", "plugins.config.<plugin id>.<key>", "A setting of a plugin's own, passed on to it.");
        return new PluginConfig(
                folders.isEmpty() ? List.of(server.data().resolve("plugins")) : folders, settings, server.data());
    }

    private static SlaConfig sla(ConfigReader reader) {
        Objective builtIn = new Objective(0.999, 0.95, Duration.ofMillis(160));
        Objective standard = objective(reader, "sla.default", builtIn);
        reader.describe("sla.objectives.<type>.success", "that of sla.default", "The same, for one task type.");
        reader.describe("sla.objectives.<type>.latency", "that of sla.default", "The same, for one task type.");
        reader.describe("sla.objectives.<type>.latency-share", "that of sla.default", "The same, for one task type.");
        Map<String, Objective> byType = new TreeMap<>();
        for (String type : reader.names("sla.objectives", OBJECTIVE)) {
            byType.put(type, objective(reader, "sla.objectives." + type, standard));
        }
        return new SlaConfig(standard, byType);
    }

    private static Objective objective(ConfigReader reader, String prefix, Objective standard) {
        double success = reader.ratio(
                prefix + ".success", Double.toString(standard.success()), "The share of tasks that shall succeed.");
        Duration latency = reader.duration(
                prefix + ".latency",
                standard.latency().toMillis() + "ms",
                "The time that tasks shall take at most: 10ms doubled up to seven times.");
        double share = reader.ratio(
                prefix + ".latency-share",
                Double.toString(standard.latencyShare()),
                "The share of tasks that shall take no longer.");
        return reader.build(prefix, standard, () -> new Objective(success, share, latency));
    }
}
