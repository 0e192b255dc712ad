package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
        Permit first = pool.tryAcquire().orElseThrow();
        Optional<Permit> second = pool.tryAcquire();

        assertThat(second).isPresent();
        assertThat(pool.tryAcquire()).isEmpty();
        assertThat(pool.busy()).isEqualTo(2);
        assertThat(pool.free()).isZero();
        assertThat(pool.limit()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(pool.free()).isEqualTo(1);
        second.orElseThrow().close();
    }

    @Test
    void runsEachPieceOfWorkOnANamedThreadOfItsOwn() throws Exception {
        List<Thread> inside = new CopyOnWriteArrayList<>();

        Thread waiting = pool.tryAcquire().orElseThrow().run("task a", false, () -> inside.add(Thread.currentThread()));
        waiting.join();
        Thread computing =
                pool.tryAcquire().orElseThrow().run("task b", true, () -> inside.add(Thread.currentThread()));
        computing.join();

        assertThat(inside).containsExactly(waiting, computing);
        assertThat(waiting.isVirtual()).isTrue();
        assertThat(waiting.getName()).isEqualTo("task a");
        assertThat(computing.isVirtual()).isFalse();
        assertThat(computing.getName()).isEqualTo("task b");
    }

    @Test
    void takesThePermitBackWhateverTheWorkThrows() throws Exception {
        Thread thread = pool.tryAcquire().orElseThrow().run("bad", false, () -> {
            throw new StackOverflowError("deep");
        });

        thread.join();

        assertThat(pool.awaitIdle(LONG)).isTrue();
        assertThat(pool.free()).isEqualTo(2);
    }

    @Test
    void whoeverHearsThatAPermitCameBackCanTakeIt() throws Exception {
        WorkerPool one = new WorkerPool(new FixedLimit(1), Duration.ofSeconds(1));
        CompletableFuture<Integer> free = new CompletableFuture<>();
        one.onFree(() -> free.complete(one.free()));

        one.tryAcquire().orElseThrow().run("work", false, () -> {});

        assertThat(free.get(5, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void aPermitIsForOnePieceOfWork() throws Exception {
        Permit permit = pool.tryAcquire().orElseThrow();
        permit.run("first", false, () -> {}).join();

        permit.close();

        assertThatThrownBy(() -> permit.run("second", false, () -> {})).isInstanceOf(IllegalStateException.class);
        assertThat(pool.awaitIdle(LONG)).isTrue();
        assertThat(pool.busy()).isZero();
    }

    @Test
    void aLoweredLimitLeavesAloneWhatRuns() {
        Permit first = pool.tryAcquire().orElseThrow();
        Permit second = pool.tryAcquire().orElseThrow();

        pool.resize(1);

        assertThat(pool.busy()).isEqualTo(2);
        assertThat(pool.free()).isZero();
        first.close();
        assertThat(pool.tryAcquire()).isEmpty();
        second.close();
        Optional<Permit> third = pool.tryAcquire();
        assertThat(third).isPresent();
        third.orElseThrow().close();
    }

    @Test
    void aRaisedLimitWakesWhoWaits() throws Exception {
        pool.resize(1);
        Permit held = pool.tryAcquire().orElseThrow();
        AtomicReference<Boolean> free = new AtomicReference<>(false);
        CountDownLatch begun = new CountDownLatch(1);
        Thread waiter = Thread.ofVirtual().start(() -> {
            begun.countDown();
            try {
                free.set(pool.awaitFree(LONG));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        pool.resize(2);
        waiter.join();

        assertThat(free).hasValue(true);
        held.close();
    }

    @Test
    void whoeverHearsOfFreePermitsHearsThatTheLimitWasRaised() {
        AtomicInteger heard = new AtomicInteger();
        pool.onFree(heard::incrementAndGet);

        pool.resize(3);
        assertThat(heard).hasValue(1);
        pool.resize(3);
        pool.resize(1);

        assertThat(heard).hasValue(1);
    }

    @Test
    void knowsTheMostThatRanAtOnceSinceItWasAsked() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread first = pool.tryAcquire().orElseThrow().run("first", false, () -> awaitQuietly(end));
        pool.tryAcquire().orElseThrow().run("second", false, () -> {}).join();

        assertThat(pool.takePeak()).isEqualTo(2);
        assertThat(pool.takePeak()).as("the first one runs on").isOne();
        end.countDown();
        first.join();
        assertThat(pool.takePeak()).as("it ran when it was last asked").isOne();
        assertThat(pool.takePeak()).isZero();
    }

    @Test
    void aPermitThatIsOnlyHeldIsNoPeak() {
        pool.tryAcquire().orElseThrow().close();

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
    void saysWhenNothingBecameFree() throws Exception {
        pool.resize(1);
        Permit held = pool.tryAcquire().orElseThrow();

        assertThat(pool.awaitFree(Duration.ofMillis(5))).isFalse();
        assertThat(pool.awaitIdle(Duration.ofMillis(5))).isFalse();
        held.close();
    }

    @Test
    void neverRunsMoreThanTheLimitAtOnce() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        while (threads.size() < 500) {
            assertThat(pool.awaitFree(LONG)).isTrue();
            pool.tryAcquire()
                    .ifPresent(permit -> threads.add(permit.run("work", false, () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.yield();
                        now.decrementAndGet();
                    })));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most.get()).isBetween(1, 2);
        assertThat(pool.busy()).isZero();
    }

    @Test
    void closingInterruptsWhatRunsAndWaitsForItsEnd() throws Exception {
        Semaphore begun = new Semaphore(0);
        AtomicInteger interrupted = new AtomicInteger();
        for (boolean cpuBound : new boolean[] {false, true}) {
            pool.tryAcquire().orElseThrow().run("patient", cpuBound, () -> {
                begun.release();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            });
        }
        assertThat(begun.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();

        pool.close();

        assertThat(interrupted).hasValue(2);
        assertThat(pool.tryAcquire()).isEmpty();
        assertThat(pool.free()).isZero();
    }

    @Test
    void closingDoesNotWaitForEver() throws Exception {
        WorkerPool hurried = WorkerPool.of(PoolConfig.fixed(1, Duration.ofMillis(20)));
        CountDownLatch end = new CountDownLatch(1);
        Thread stubborn = hurried.tryAcquire().orElseThrow().run("stubborn", false, () -> {
            boolean ended = false;
            while (!ended) {
                try {
                    ended = end.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    ended = end.getCount() == 0;
                }
            }
        });

        hurried.close();

        assertThat(hurried.busy()).isEqualTo(1);
        assertThat(stubborn.isAlive()).isTrue();
        end.countDown();
        stubborn.join();
    }
}
