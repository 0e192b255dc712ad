package io.spillway.server.limits;

import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import java.util.Optional;

/**
 * The limits that hold for a type, each with where it comes from: what a person has set goes before the configuration of this
 * node, and that before what the type brings.
 */
public record EffectiveLimits(
        Holding<Integer> perNode, Holding<Integer> concurrency, Holding<Double> perSecond, Holding<Integer> perKey) {

    /** Who said so. */
    public enum Source {
        TYPE,
        CONFIGURATION,
        PERSON
    }

    /** A limit. @param value empty where there is none */
    public record Holding<T extends Number>(Optional<T> value, Source source) {

        private static <T extends Number> Holding<T> of(T own, Optional<T> configured, Optional<T> manual, T none) {
            Source source =
                    manual.isPresent() ? Source.PERSON : configured.isPresent() ? Source.CONFIGURATION : Source.TYPE;
            T value = manual.or(() -> configured).orElse(own);
            return new Holding<>(value.equals(none) ? Optional.empty() : Optional.of(value), source);
        }
    }

    /**
     * What holds for a type.
     *
     * @param handled the type as its handler describes it; empty where no handler is here, so that its own limits are not known
     */
    public static EffectiveLimits of(
            String type, Optional<TaskType<?>> handled, LimitsConfig config, Optional<ManualLimits> manual) {
        Limits own = handled.<Limits>map(TaskType::limits).orElse(Limits.NONE);
        LimitsConfig.Change configured = config.byType().getOrDefault(type, LimitsConfig.Change.NONE);
        ManualLimits.Values set = manual.map(ManualLimits::values).orElse(ManualLimits.Values.NONE);
        return new EffectiveLimits(
                Holding.of(own.perNode(), configured.perNode(), Optional.empty(), Integer.MAX_VALUE),
                Holding.of(own.concurrency(), configured.concurrency(), set.concurrency(), Integer.MAX_VALUE),
                Holding.of(own.perSecond(), configured.perSecond(), set.perSecond(), Double.POSITIVE_INFINITY),
                Holding.of(own.perKey(), configured.perKey(), set.perKey(), Integer.MAX_VALUE));
    }

    /** Whether nothing may begin. */
    public boolean isPaused() {
        return concurrency.value().filter(limit -> limit == 0).isPresent();
    }
}
