package io.spillway.plugin.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a succeeded task returns.
 *
 * @param values strings, numbers, booleans, lists and maps of them; kept in the order given
 */
public record Result(Map<String, ?> values) {

    public static final Result EMPTY = new Result(Map.of());

    public Result {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
