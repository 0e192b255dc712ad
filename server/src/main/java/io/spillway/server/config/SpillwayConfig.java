package io.spillway.server.config;

import io.spillway.server.alertmanager.AlertmanagerConfig;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.engine.EngineConfig;
import io.spillway.server.plugin.PluginConfig;
import io.spillway.server.policy.PolicyConfig;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.sla.SlaConfig;
import io.spillway.server.submit.PressureConfig;
import io.spillway.server.web.StreamConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Everything that can be set, as the features' own records. */
public record SpillwayConfig(
        ServerConfig server,
        RedisConfig redis,
        EngineConfig engine,
        TaskQueueConfig retention,
        PoolConfig pool,
        PressureConfig pressure,
        StreamConfig streams,
        RetryConfig retry,
        PluginConfig plugins,
        SlaConfig sla,
        DegradeConfig degrade,
        BreakerConfig breaker,
        PolicyConfig policy,
        DrillConfig drill,
        AlertmanagerConfig alertmanager) {

    /** Variables that begin like settings and belong to the launcher and the command line. */
    private static final Set<String> NO_SETTINGS = Set.of(
            "SPILLWAY_HOME",
            "SPILLWAY_JAVA_HOME",
            "SPILLWAY_JAVA_OPTS",
            "SPILLWAY_JAVA_SEARCH",
            "SPILLWAY_LOG_LEVEL",
            "SPILLWAY_CONFIG",
            "SPILLWAY_URL",
            "SPILLWAY_TOKEN");

    /**
     * The configuration, and a line that shows it.
     *
     * @param values every key with its value, secrets redacted
     */
    public record Loaded(SpillwayConfig config, SortedMap<String, String> values) {

        /** All of it in one line. */
        public String effective() {
            return values.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining(" "));
        }
    }

    /**
     * Reads the file, over it the environment, over it the command line.
     *
     * @param flags by dotted key, such as {@code server.port}
     * @throws ConfigException with all that is wrong
     */
    public static Loaded load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        List<String> problems = new ArrayList<>();
        List<ConfigSource> sources = new ArrayList<>();
        file.ifPresent(path -> sources.add(YamlFile.read(path, problems)));
        sources.add(new EnvironmentSource(environment, NO_SETTINGS));
        sources.add(DottedSource.ofFlags(flags));
        ConfigReader reader = new ConfigReader(sources, problems);
        SpillwayConfig config = Sections.read(reader);
        DegradeSection.check(config.policy(), config.degrade(), reader);
        reader.finish();
        return new Loaded(config, new TreeMap<>(reader.effective()));
    }

    /** Every key that there is. */
    public static List<ConfigKey> keys() {
        ConfigReader reader = new ConfigReader(List.of(), List.of());
        Sections.read(reader);
        return List.copyOf(reader.keys());
    }

    /** The keys as a Markdown table. */
    public static String table() {
        StringBuilder table = new StringBuilder("| key | default | environment | |\n|---|---|---|---|\n");
        for (ConfigKey key : keys()) {
            table.append("| `%s` | %s | `%s` | %s |%n"
                    .formatted(
                            key.name(),
                            key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`",
                            key.variable(),
                            key.help()));
        }
        return table.toString();
    }
}
