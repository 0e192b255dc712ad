package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LoopLatencyTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final LoopLatency loop = new LoopLatency(now::get);

    @Test
    void allSixHopsAreThereBeforeAnyIsTaken() {
        assertThat(loop.hops()).extracting(LoopHop::hop).containsExactly(LoopHop.Hop.values());
        assertThat(loop.hops()).allSatisfy(hop -> {
            assertThat(hop.latency()).isNull();
            assertThat(hop.at()).isNull();
        });
    }

    @Test
    void aTurnOfTheLoopFillsEveryHop() {
        now.set(at(1));
        loop.on(new TaskEvent.Started(Tasks.running("coupon", null), Duration.ofMillis(12)));
        loop.scraped(at(2));
        loop.scraped(at(7));
        loop.scraped(at(12));
        loop.alertNotified(at(9.5), at(13), true);
        loop.tierInForce(at(13), at(13.25));
        now.set(at(14));
        loop.on(new TaskEvent.Shed("coupon", Criticality.SHEDDABLE, Tier.L2));
        now.set(at(20));
        loop.on(new TaskEvent.Shed("coupon", Criticality.SHEDDABLE, Tier.L2));

        assertThat(loop.hops())
                .containsExactly(
                        hop(LoopHop.Hop.TASKS, 12, at(1)),
                        hop(LoopHop.Hop.SCRAPE, 5_000, at(12)),
                        hop(LoopHop.Hop.RULE, 2_500, at(13)),
                        hop(LoopHop.Hop.ALERTMANAGER, 3_500, at(13)),
                        hop(LoopHop.Hop.TIER, 250, at(13.25)),
                        hop(LoopHop.Hop.EFFECT, 750, at(14)));
    }

    @Test
    void onlyTheFirstNotificationOfAControlAlertIsAHop() {
        loop.alertNotified(at(-3600), at(1), true);
        loop.alertNotified(at(2), at(3), false);
        assertThat(latency(LoopHop.Hop.ALERTMANAGER)).isNull();

        loop.alertNotified(at(2), at(3), true);
        loop.alertNotified(at(2), at(300), true);

        assertThat(latency(LoopHop.Hop.ALERTMANAGER)).isEqualTo(Duration.ofSeconds(1));
        assertThat(latency(LoopHop.Hop.RULE)).isNull();
    }

    @Test
    void aClockThatIsBehindMakesNoNegativeHop() {
        loop.alertNotified(at(5), at(4), true);

        assertThat(latency(LoopHop.Hop.ALERTMANAGER)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aShedBeforeTheTierIsNotItsEffect() {
        loop.shed(at(1));
        loop.tierInForce(at(2), at(3));
        loop.shed(at(2.9));
        assertThat(latency(LoopHop.Hop.EFFECT)).isNull();

        loop.shed(at(3.5));

        assertThat(latency(LoopHop.Hop.EFFECT)).isEqualTo(Duration.ofMillis(500));
    }

    private @Nullable Duration latency(LoopHop.Hop hop) {
        return loop.hops().get(hop.ordinal()).latency();
    }

    private static LoopHop hop(LoopHop.Hop hop, long millis, Instant at) {
        return new LoopHop(hop, Duration.ofMillis(millis), at);
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }
}
