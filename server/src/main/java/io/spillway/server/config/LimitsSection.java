package io.spillway.server.config;

import io.spillway.server.limits.LimitsConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The keys of the limits of task types. */
final class LimitsSection {

    private static final String PREFIX = "limits";
    private static final String PER_NODE = "per-node";
    private static final String CONCURRENCY = "concurrency";
    private static final String PER_SECOND = "per-second";
    private static final String PER_KEY = "per-key";
    private static final String OWN = "that of the type";

    private LimitsSection() {}

    static LimitsConfig read(ConfigReader reader) {
        reader.describe("limits.<type>.per-node", OWN, "How many run on one node at the same time, or none.");
        reader.describe("limits.<type>.concurrency", OWN, "How many run in the whole cluster, or none.");
        reader.describe("limits.<type>.per-second", OWN, "How many begin in a second in the whole cluster, or none.");
        reader.describe(
                "limits.<type>.per-key", OWN, "How many of one concurrency key run in the whole cluster, or none.");
        Map<String, LimitsConfig.Change> byType = new TreeMap<>();
        for (String type : reader.names(PREFIX, List.of(PER_NODE, CONCURRENCY, PER_SECOND, PER_KEY))) {
            byType.put(
                    type,
                    new LimitsConfig.Change(
                            limit(reader, type, PER_NODE, Values::limit),
                            limit(reader, type, CONCURRENCY, Values::limit),
                            limit(reader, type, PER_SECOND, Values::rate),
                            limit(reader, type, PER_KEY, Values::limit)));
        }
        return new LimitsConfig(byType);
    }

    private static <T> Optional<T> limit(ConfigReader reader, String type, String name, Function<String, T> form) {
        return reader.optional(PREFIX + "." + type + "." + name, form);
    }
}
