package io.spillway.server.sli;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a node tells the others: what ended on it within the window. Whoever can write to the storage can write one, so the
 * busiest types only are read of too many.
 *
 * @param types by name, those without runs left out
 * @param http its HTTP answers, without those that a tier or the pressure gave (503 and 429)
 */
public record NodeNumbers(Map<String, Count> types, Count http) {

    static final int MAX_TYPES = 500;

    public NodeNumbers {
        // What is read from the storage may lack it.
        http = Objects.requireNonNullElse(http, Count.NONE);
        types = types.size() <= MAX_TYPES ? Map.copyOf(types) : busiest(types);
    }

    private static Map<String, Count> busiest(Map<String, Count> types) {
        return types.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Count> each) ->
                                each.getValue().runs())
                        .reversed())
                .limit(MAX_TYPES)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
