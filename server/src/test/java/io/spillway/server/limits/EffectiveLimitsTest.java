package io.spillway.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.limits.EffectiveLimits.Holding;
import io.spillway.server.limits.EffectiveLimits.Source;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who has the last word on a limit. */
final class EffectiveLimitsTest {

    private record Order(String id) {}

    private static final Optional<TaskType<?>> TYPE = Optional.of(TaskType.of("order", Order.class)
            .withLimits(Limits.NONE.withPerNode(4).withConcurrency(8).withPerSecond(50)));

    private static final LimitsConfig CONFIG = new LimitsConfig(Map.of(
            "order",
            new LimitsConfig.Change(
                    Optional.empty(), Optional.of(16), Optional.of(Double.POSITIVE_INFINITY), Optional.empty())));

    @Test
    void theTypesOwnLimitsHoldWhereNobodyElseSaysAnything() {
        EffectiveLimits limits = EffectiveLimits.of("order", TYPE, LimitsConfig.NONE, Optional.empty());

        assertThat(limits.perNode()).isEqualTo(new Holding<>(Optional.of(4), Source.TYPE));
        assertThat(limits.concurrency()).isEqualTo(new Holding<>(Optional.of(8), Source.TYPE));
        assertThat(limits.perSecond()).isEqualTo(new Holding<>(Optional.of(50.0), Source.TYPE));
        assertThat(limits.perKey()).isEqualTo(new Holding<>(Optional.empty(), Source.TYPE));
        assertThat(limits.isPaused()).isFalse();
    }

    @Test
    void theConfigurationGoesBeforeTheTypeAndCanLiftALimit() {
        EffectiveLimits limits = EffectiveLimits.of("order", TYPE, CONFIG, Optional.empty());

        assertThat(limits.concurrency()).isEqualTo(new Holding<>(Optional.of(16), Source.CONFIGURATION));
        assertThat(limits.perSecond()).isEqualTo(new Holding<>(Optional.empty(), Source.CONFIGURATION));
    }

    @Test
    void aPersonGoesBeforeBothForWhatTheySet() {
        EffectiveLimits limits = EffectiveLimits.of(
                "order",
                TYPE,
                CONFIG,
                manual(new ManualLimits.Values(Optional.of(2), Optional.empty(), Optional.of(1))));

        assertThat(limits.concurrency()).isEqualTo(new Holding<>(Optional.of(2), Source.PERSON));
        assertThat(limits.perSecond().source()).isEqualTo(Source.CONFIGURATION);
        assertThat(limits.perKey()).isEqualTo(new Holding<>(Optional.of(1), Source.PERSON));
    }

    @Test
    void noTaskAtTheSameTimeIsAPause() {
        Optional<ManualLimits> pause = manual(ManualLimits.Values.PAUSE);

        assertThat(EffectiveLimits.of("order", TYPE, CONFIG, pause).isPaused()).isTrue();
        assertThat(pause.orElseThrow().isPause()).isTrue();
    }

    @Test
    void aTypeWithoutAHandlerHasTheLimitsThatOthersGiveIt() {
        EffectiveLimits limits = EffectiveLimits.of("order", Optional.empty(), CONFIG, Optional.empty());

        assertThat(limits.concurrency()).isEqualTo(new Holding<>(Optional.of(16), Source.CONFIGURATION));
        assertThat(limits.perNode().value()).isEmpty();
    }

    private static Optional<ManualLimits> manual(ManualLimits.Values values) {
        return Optional.of(new ManualLimits(values, "op", "the gateway is slow", Instant.EPOCH, null));
    }
}
