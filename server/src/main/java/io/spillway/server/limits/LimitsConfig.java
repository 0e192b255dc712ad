package io.spillway.server.limits;

import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import java.util.Map;
import java.util.Optional;

/** Limits that the operator's configuration puts in the place of a type's own. What a person sets meanwhile wins over both. */
public record LimitsConfig(Map<String, Change> byType) {

    public static final LimitsConfig NONE = new LimitsConfig(Map.of());

    public LimitsConfig {
        byType = Map.copyOf(byType);
    }

    /** What is set for one type; empty for what stays as it is. */
    public record Change(
            Optional<Integer> perNode,
            Optional<Integer> concurrency,
            Optional<Double> perSecond,
            Optional<Integer> perKey) {

        static final Change NONE = new Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        Limits applied(Limits own) {
            return new Limits(
                    perNode.orElse(own.perNode()),
                    concurrency.orElse(own.concurrency()),
                    perSecond.orElse(own.perSecond()),
                    perKey.orElse(own.perKey()));
        }
    }

    /** What holds for the type on this node, but for what a person has set. */
    public Limits of(TaskType<?> type) {
        Change change = byType.get(type.name());
        return change == null ? type.limits() : change.applied(type.limits());
    }
}
