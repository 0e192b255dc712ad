package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.pool.LoadMeter;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.pool.SizeDecision.Reason;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskStore.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class PoolSizingTest {

    private static final Map<String, Backlog> BACKLOG = Map.of(
            "coupon", backlog(Map.of(Criticality.CRITICAL, 5L, Criticality.SHEDDABLE, 2L), Duration.ofSeconds(2)),
            "stock", backlog(Map.of(Criticality.CRITICAL, 1L), Duration.ofSeconds(3)),
            "foreign", backlog(Map.of(Criticality.CRITICAL, 900L), Duration.ofHours(1)));

    private final List<String> rung = new ArrayList<>();

    @Test
    void moreWorkersLookForWorkAtOnce() {
        PoolSizing sizing = sizing(List.of("coupon", "stock"), _ -> BACKLOG);

        sizing.decided(new SizeDecision(8, 8, new Reason.Maximum(), null));
        sizing.decided(new SizeDecision(8, 4, new Reason.Idle(0, Duration.ofSeconds(60)), null));
        assertThat(rung).isEmpty();
        sizing.decided(new SizeDecision(4, 8, new Reason.Queue(5, Duration.ofSeconds(1)), null));

        assertThat(rung).containsExactly("coupon", "stock");
    }

    @Test
    void theQueueIsThatOfTheTypesThatThisNodeCanRun() {
        assertThat(sizing(List.of("coupon", "stock"), _ -> BACKLOG).queue())
                .contains(new PoolSignals.Queue(8, Duration.ofSeconds(3)));
        assertThat(sizing(List.of(), _ -> BACKLOG).queue()).contains(new PoolSignals.Queue(0, Duration.ZERO));
    }

    @Test
    void nobodyKnowsTheQueueWhileRedisDoesNotAnswer() {
        PoolSizing sizing = sizing(List.of("coupon"), _ -> {
            throw new QueueUnavailableException("away", new IllegalStateException());
        });

        assertThat(sizing.queue()).isEmpty();
    }

    @Test
    void whatOneTypeMayHaveIsWorthGrowingFor() {
        assertThat(sizing(List.of("coupon", "stock"), _ -> BACKLOG).share()).isEqualTo(1);
        assertThat(sizing(List.of("stock"), _ -> BACKLOG).share()).isEqualTo(0.5);
        assertThat(sizing(List.of(), _ -> BACKLOG).share()).isEqualTo(1);
    }

    private PoolSizing sizing(List<String> types, Function<List<String>, Map<String, Backlog>> backlog) {
        return new PoolSizing(new PoolSizing.Sources(
                new LoadMeter(), () -> types, backlog, type -> type.equals("stock") ? 0.5 : 1, rung::add));
    }

    private static Backlog backlog(Map<Criticality, Long> queued, Duration oldest) {
        return new Backlog(queued, 7, 7, 7, 7, 7, oldest, 7);
    }
}
