package io.spillway.server.sli;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * The cluster's numbers as a node knows them.
 *
 * @param types by name; one that is missing had no run
 * @param window how much time they are of
 * @param age of the oldest of them
 * @param sheds what the cluster has shed so far
 */
public record Reading(Map<String, Count> types, Count http, Duration window, Duration age, Map<Sheds, Long> sheds) {

    /** Numbers of a cluster in which nothing happens. */
    public static final Reading QUIET =
            new Reading(Map.of(), Count.NONE, Duration.ofMinutes(1), Duration.ZERO, Map.of());

    public Reading {
        types = Map.copyOf(types);
        sheds = Map.copyOf(sheds);
    }

    public Count type(String type) {
        return types.getOrDefault(type, Count.NONE);
    }

    public Count sum(Collection<String> some) {
        return some.stream().map(this::type).reduce(Count.NONE, Count::plus);
    }
}
