package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.ManualClock;
import io.spillway.server.pool.SizeDecision.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop with a real pool, in manual time, and once in real time. */
final class AdaptivePoolTest {

    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final PoolConfig CONFIG =
            new PoolConfig(2, 16, PoolConfig.Growth.DEFAULT, Duration.ofSeconds(60), Duration.ofSeconds(5));

    private final ManualClock clock = new ManualClock(START);
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final WorkerPool pool = WorkerPool.of(CONFIG);
    private volatile CountDownLatch end = new CountDownLatch(1);
    private final List<SizeDecision> heard = new ArrayList<>();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicReference<Runnable> ring = new AtomicReference<>(() -> {});
    private Optional<PoolSignals.Queue> queue = Optional.of(new PoolSignals.Queue(40, Duration.ofSeconds(3)));
    private final AdaptivePool sizing = new AdaptivePool(
            pool,
            CONFIG,
            new AdaptivePool.Sources(new LoadMeter(), new MachineMeter(new Idle()), this::ask, () -> 1),
            new AdaptivePool.Clocks(clock, nanos::get),
            this::hear);

    @AfterEach
    void close() {
        end.countDown();
        pool.close();
    }

    @Test
    void givesThePoolTheSizeThatWasDecided() {
        fill();

        look(3);

        assertThat(pool.limit()).isEqualTo(4);
        assertThat(pool.free()).isEqualTo(2);
    }

    @Test
    void tellsOfEachDecisionAndRemembersItWithItsTime() {
        fill();
        look(3);
        fill();
        look(3);

        List<AdaptivePool.Taken> decisions = sizing.status().decisions();
        assertThat(decisions).extracting(AdaptivePool.Taken::at).containsExactly(after(6), after(3));
        assertThat(decisions)
                .extracting(each -> each.decision().toString())
                .containsExactly(
                        "4 → 8 workers: 40 in the queue, the first for 3,000 ms",
                        "2 → 4 workers: 40 in the queue, the first for 3,000 ms");
        assertThat(heard)
                .isEqualTo(decisions.reversed().stream()
                        .map(AdaptivePool.Taken::decision)
                        .toList());
    }

    @Test
    void remembersTheLastFiftyOnly() {
        for (int i = 0; i < 15; i++) {
            while (pool.limit() < 16) {
                fill();
                look(3);
            }
            releaseAll();
            while (pool.limit() > 2) {
                look(10);
            }
        }

        assertThat(heard).hasSizeGreaterThan(80);
        assertThat(sizing.status().decisions()).hasSize(50);
        assertThat(sizing.status().decisions().getFirst().decision()).isEqualTo(heard.getLast());
    }

    @Test
    void asksTheQueueNoMoreOftenThanItMust() {
        fill();
        queue = Optional.empty();

        look(33);

        assertThat(asked.get()).isBetween(9L, 11L);
        releaseAll();
        look(33);
        assertThat(asked.get()).isBetween(9L, 11L);
    }

    @Test
    void showsWhatItLooksAt() {
        assertThat(sizing.status().signals()).isEmpty();
        fill();

        look(1);

        assertThat(sizing.status().signals().orElseThrow().peak()).isEqualTo(2);
        assertThat(sizing.status().signals().orElseThrow().machine().heap()).isEqualTo(0.25);
        assertThat(sizing.status().config()).isEqualTo(CONFIG);
    }

    @Test
    void aWaitingPieceOfWorkBeginsWithin100MillisecondsOfTheDecisionToGrow() throws Exception {
        fill();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicLong beganAt = new AtomicLong();
        Runnable work = () -> {
            beganAt.compareAndSet(0, System.nanoTime());
            begun.countDown();
        };
        try (RunUntilClosed claimer = RunUntilClosed.start("claimer", () -> {
            if (pool.take(1) == 1) {
                pool.run("waiting", false, work, () -> {});
            }
            return Duration.ofMinutes(1);
        })) {
            ring.set(claimer::wake);
            look(2);
            assertThat(begun.getCount()).isOne();

            long decided = System.nanoTime();
            look(1);

            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(beganAt.get() - decided)).isLessThan(Duration.ofMillis(100));
        }
        assertThat(heard).extracting(each -> each.reason().cause()).containsExactly(Cause.QUEUE);
    }

    private void hear(SizeDecision decision) {
        heard.add(decision);
        ring.get().run();
    }

    private Optional<PoolSignals.Queue> ask() {
        asked.incrementAndGet();
        return queue;
    }

    private void fill() {
        CountDownLatch mine = end;
        for (int taken = pool.take(100); taken > 0; taken--) {
            pool.run(
                    "work",
                    false,
                    () -> {
                        try {
                            mine.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    () -> {});
        }
    }

    private void releaseAll() {
        end.countDown();
        end = new CountDownLatch(1);
        try {
            assertThat(pool.awaitIdle(Duration.ofSeconds(10))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            clock.advance(Duration.ofMillis(100));
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            sizing.runOnce();
        }
    }

    private static Instant after(int looks) {
        return START.plus(Duration.ofMillis(100L * looks));
    }

    /** A machine with nothing to do. */
    private static final class Idle implements MachineMeter.Source {

        @Override
        public long cpuNanos() {
            return 0;
        }

        @Override
        public int processors() {
            return 1;
        }

        @Override
        public double cpuShare() {
            return 0;
        }

        @Override
        public double heapShare() {
            return 0.25;
        }
    }
}
