package io.spillway.server.sli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Nodes over one store, with a clock that the test moves. */
final class ClusterNumbersTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Sheds SHED = new Sheds("core", Tier.L2, Criticality.SHEDDABLE);

    private final ManualClock clock = new ManualClock(T0);
    private final LongSupplier nanoTime =
            () -> TimeUnit.MILLISECONDS.toNanos(clock.instant().toEpochMilli());
    private final InMemoryNumbersStore store = new InMemoryNumbersStore(clock);
    private final Node one = new Node("one");
    private final Node two = new Node("two");

    private final class Node {
        final NodeCounts counts = new NodeCounts(nanoTime);
        final ClusterNumbers numbers;

        Node(String name) {
            numbers = new ClusterNumbers(store, counts, name, () -> MINUTE, nanoTime);
        }

        void ends(TaskOutcome outcome, int times) {
            TaskId id =
                    TaskId.parse("stock-deduct.0.01JDCZ0V6T0000000000000000").orElseThrow();
            for (int i = 0; i < times; i++) {
                counts.on(new TaskEvent.Finished(id, outcome, Duration.ofMillis(3), null, null));
            }
        }

        Reading reading() {
            return numbers.read().orElseThrow();
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void addsUpWhatEndsOnAllNodes() {
        one.ends(TaskOutcome.SUCCEEDED, 7);
        one.ends(TaskOutcome.FAILED, 2);
        two.ends(TaskOutcome.EXPIRED, 1);
        two.counts.answered(200);
        two.counts.answered(500);

        one.reading();
        Reading reading = two.reading();

        assertThat(reading.type("stock-deduct")).isEqualTo(new Count(10, 3));
        assertThat(reading.sum(List.of("stock-deduct", "coupon-redeem"))).isEqualTo(new Count(10, 3));
        assertThat(reading.http()).isEqualTo(new Count(2, 1));
        assertThat(reading.type("other")).isEqualTo(Count.NONE);
    }

    @Test
    void whatIsShedOrCanceledIsNeitherARunNorAnError() {
        one.ends(TaskOutcome.CANCELED, 5);
        one.ends(TaskOutcome.SHED, 5);
        one.counts.on(new TaskEvent.Shed("stock-deduct", Criticality.SHEDDABLE, Tier.L2));
        one.counts.answered(503);
        one.counts.answered(429);

        assertThat(one.reading().type("stock-deduct")).isEqualTo(Count.NONE);
        assertThat(one.reading().http()).isEqualTo(Count.NONE);
    }

    @Test
    void forgetsWhatEndedMoreThanAMinuteAgo() {
        one.ends(TaskOutcome.FAILED, 1);
        pass(Duration.ofSeconds(59));
        assertThat(one.reading().type("stock-deduct")).isEqualTo(new Count(1, 1));
        pass(Duration.ofSeconds(2));

        assertThat(one.reading().type("stock-deduct")).isEqualTo(Count.NONE);
    }

    @Test
    void asksOnlyEveryTwoSeconds() {
        one.reading();
        one.ends(TaskOutcome.FAILED, 1);
        pass(ClusterNumbers.PERIOD.minus(ClusterNumbers.EARLY).minusMillis(1));
        assertThat(one.reading().type("stock-deduct")).isEqualTo(Count.NONE);
        pass(Duration.ofMillis(1));

        assertThat(one.reading().type("stock-deduct")).isEqualTo(new Count(1, 1));
    }

    @Test
    void leavesOutANodeThatIsGone() {
        two.ends(TaskOutcome.FAILED, 4);
        two.reading();
        pass(ClusterNumbers.GONE);
        assertThat(one.reading().type("stock-deduct").errors()).isEqualTo(4);
        assertThat(one.reading().age()).isEqualTo(ClusterNumbers.GONE);
        pass(ClusterNumbers.PERIOD);

        assertThat(one.reading().type("stock-deduct")).isEqualTo(Count.NONE);
        assertThat(one.reading().age()).isZero();
    }

    @Test
    void growsOldWhileTheStorageIsAway() {
        assertThat(two.numbers.known()).isEmpty();
        one.ends(TaskOutcome.FAILED, 1);
        one.reading();
        store.down(true);
        pass(Duration.ofSeconds(20));

        assertThat(one.reading().age()).isEqualTo(Duration.ofSeconds(20));
        assertThat(one.reading().type("stock-deduct")).isEqualTo(new Count(1, 1));
        assertThat(two.numbers.read()).isEmpty();

        store.down(false);
        pass(ClusterNumbers.PERIOD.plus(ClusterNumbers.AFTER_FAILURE));
        assertThat(one.reading().age()).isZero();
    }

    @Test
    void tellsEachShedOnceEvenAfterAFailure() {
        one.counts.shed("core", Tier.L2, Criticality.SHEDDABLE);
        store.down(true);
        one.numbers.read();
        one.counts.shed("core", Tier.L2, Criticality.SHEDDABLE);
        store.down(false);
        pass(ClusterNumbers.PERIOD.plus(ClusterNumbers.AFTER_FAILURE));
        one.reading();
        pass(ClusterNumbers.PERIOD);

        assertThat(one.reading().sheds()).isEqualTo(Map.of(SHED, 2L));
        assertThat(two.reading().sheds()).isEqualTo(Map.of(SHED, 2L));
    }
}
