package io.spillway.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One place that settings come from. A later source of a {@link ConfigReader} wins over an earlier one. */
interface ConfigSource {

    /** The value of a key, in whichever spelling this source has for it. */
    Optional<Setting> find(String key);

    /**
     * The parts that stand in this source between a prefix and one of the given last parts.
     *
     * @param prefix such as {@code sla.objectives}
     * @param lasts such as {@code success} and {@code latency}; empty if any may follow
     * @return for each key found, the full key in its dotted spelling, and what was given
     */
    Map<String, Setting> below(String prefix, List<String> lasts);

    /** Everything that stands here, by the name as it was written. */
    List<Setting> all();

    /** The spelling that this source has for a dotted key. */
    String spelling(String key);
}
