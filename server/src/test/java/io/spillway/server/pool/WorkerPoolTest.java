package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkerPoolTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final WorkerPool pool = WorkerPool.of(PoolConfig.fixed(2, LONG));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void givesOutPermitsUpToTheLimit() {
        assertThat(pool.take(5)).isEqualTo(2);
        assertThat(pool.take(1)).isZero();
        assertThat(pool.busy()).isEqualTo(2);
        assertThat(pool.free()).isZero();
        assertThat(pool.limit()).isEqualTo(2);

        pool.give(1);

        assertThat(pool.free()).isOne();
        pool.give(1);
    }

    @Test
    void nobodyTakesLessThanNothing() {
        assertThat(pool.take(-3)).isZero();
        assertThat(pool.free()).isEqualTo(2);
    }

    @Test
    void runsEachPieceOfWorkOnANamedThreadOfItsOwn() throws Exception {
        Thread waiting = threadOf("task a", false);
        Thread computing = threadOf("task b", true);

        assertThat(waiting.isVirtual()).isTrue();
        assertThat(waiting.getName()).isEqualTo("task a");
        assertThat(computing.isVirtual()).isFalse();
        assertThat(computing.getName()).isEqualTo("task b");
    }

    private Thread threadOf(String name, boolean cpuBound) throws Exception {
        CompletableFuture<Thread> inside = new CompletableFuture<>();
        assertThat(pool.take(1)).isOne();
        pool.run(name, cpuBound, () -> inside.complete(Thread.currentThread()), () -> {});
        Thread thread = inside.get(10, TimeUnit.SECONDS);
        thread.join();
        return thread;
    }

    @Test
    void takesThePermitBackWhateverTheWorkThrows() throws Exception {
        assertThat(pool.take(1)).isOne();

        pool.run(
                "bad",
                false,
                () -> {
                    throw new StackOverflowError("deep");
                },
                () -> {});

        assertThat(pool.awaitIdle(LONG)).isTrue();
        assertThat(pool.free()).isEqualTo(2);
    }

    @Test
    void whoeverHearsThatAPermitCameBackCanTakeIt() throws Exception {
        WorkerPool one = new WorkerPool(1, Duration.ofSeconds(1));
        CompletableFuture<Integer> free = new CompletableFuture<>();
        assertThat(one.take(1)).isOne();

        one.run("work", false, () -> {}, () -> free.complete(one.free()));

        assertThat(free.get(5, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void aLoweredLimitLeavesAloneWhatRuns() {
        assertThat(pool.take(2)).isEqualTo(2);

        pool.resize(1);

        assertThat(pool.busy()).isEqualTo(2);
        assertThat(pool.free()).isZero();
        pool.give(1);
        assertThat(pool.take(1)).isZero();
        pool.give(1);
        assertThat(pool.take(1)).isOne();
        pool.give(1);
    }

    @Test
    void aLimitIsOneAtTheLeast() {
        assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheMostThatRanAtOnceSinceItWasAsked() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        assertThat(pool.take(2)).isEqualTo(2);
        pool.run("long", false, () -> awaitQuietly(end), ended::countDown);
        CountDownLatch quick = new CountDownLatch(1);
        pool.run("quick", false, () -> {}, () -> {
            quick.countDown();
            ended.countDown();
        });
        assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(pool.takePeak()).isEqualTo(2);
        assertThat(pool.takePeak()).as("the long one runs on").isOne();
        end.countDown();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.takePeak()).as("it ran when that was last asked").isOne();
        assertThat(pool.takePeak()).isZero();
    }

    @Test
    void aPermitThatIsOnlyTakenIsNoPeak() {
        pool.give(pool.take(2));

        assertThat(pool.takePeak()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void saysWhenItDidNotBecomeIdle() throws Exception {
        assertThat(pool.take(1)).isOne();

        assertThat(pool.awaitIdle(Duration.ofMillis(5))).isFalse();
        pool.give(1);
    }

    @Test
    void neverRunsMoreThanTheLimitAtOnce() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore freed = new Semaphore(2);
        int count = 500;

        for (int i = 0; i < count; i++) {
            assertThat(freed.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.take(1)).isOne();
            pool.run(
                    "work",
                    false,
                    () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.yield();
                        now.decrementAndGet();
                    },
                    freed::release);
        }

        assertThat(pool.awaitIdle(LONG)).isTrue();
        assertThat(most.get()).isBetween(1, 2);
        assertThat(pool.busy()).isZero();
    }

    @Test
    void closingInterruptsWhatRunsAndWaitsForItsEnd() throws Exception {
        Semaphore begun = new Semaphore(0);
        AtomicInteger interrupted = new AtomicInteger();
        assertThat(pool.take(2)).isEqualTo(2);
        for (boolean cpuBound : new boolean[] {false, true}) {
            pool.run(
                    "patient",
                    cpuBound,
                    () -> {
                        begun.release();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                        }
                    },
                    () -> {});
        }
        assertThat(begun.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();

        pool.close();

        assertThat(interrupted).hasValue(2);
        assertThat(pool.take(1)).isZero();
        assertThat(pool.free()).isZero();
    }

    @Test
    void closingDoesNotWaitForEver() throws Exception {
        WorkerPool hurried = WorkerPool.of(PoolConfig.fixed(1, Duration.ofMillis(20)));
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> stubborn = new CopyOnWriteArrayList<>();
        assertThat(hurried.take(1)).isOne();
        hurried.run(
                "stubborn",
                false,
                () -> {
                    stubborn.add(Thread.currentThread());
                    boolean ended = false;
                    while (!ended) {
                        try {
                            ended = end.await(10, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            ended = end.getCount() == 0;
                        }
                    }
                },
                () -> {});

        hurried.close();

        assertThat(hurried.busy()).isEqualTo(1);
        end.countDown();
        assertThat(hurried.awaitIdle(LONG)).isTrue();
        assertThat(stubborn).hasSize(1);
    }

    @Test
    void workTakesNothingOverFromWhoeverStartsIt() throws InterruptedException {
        InheritableThreadLocal<String> left = new InheritableThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(2);
        Thread plugin = Thread.ofPlatform().priority(Thread.MAX_PRIORITY).start(() -> {
            left.set("a tenant");
            for (boolean cpuBound : new boolean[] {true, false}) {
                pool.take(1);
                pool.run(
                        "work",
                        cpuBound,
                        () -> seen.add(
                                left.get() + ", " + Thread.currentThread().getPriority()),
                        ended::countDown);
            }
        });

        assertThat(plugin.join(LONG)).isTrue();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).containsExactly("null, 5", "null, 5");
    }
}
