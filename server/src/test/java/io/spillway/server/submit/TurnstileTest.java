package io.spillway.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.task.SubmitResult;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnstileTest {

    private static final int CALLERS = 32;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch full = new CountDownLatch(Turnstile.AT_ONCE);
    private final Semaphore answers = new Semaphore(0);

    @Test
    void fewAreThroughAtOnceAndAllComeThrough() throws Exception {
        Turnstile turnstile = new Turnstile(_ -> answered(), LONG);
        List<Future<List<SubmitResult>>> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> turnstile.submit(List.of())));
            }
            Conditions.await("all others wait", () -> turnstile.waiting() == CALLERS - Turnstile.AT_ONCE);
            answers.release(CALLERS);
        }

        assertThat(calls).allMatch(each -> each.state() == Future.State.SUCCESS);
        assertThat(most.get()).isEqualTo(Turnstile.AT_ONCE);
    }

    @Test
    void whoWaitsForTooLongIsToldAndSubmitsNothing() throws Exception {
        Turnstile turnstile = new Turnstile(_ -> answered(), Duration.ofMillis(50));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Turnstile.AT_ONCE; i++) {
                callers.submit(() -> turnstile.submit(List.of()));
            }
            assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();

            assertThatThrownBy(() -> turnstile.submit(List.of()))
                    .isInstanceOf(Turnstile.TooManyException.class)
                    .hasMessageContaining("50 ms");
            answers.release(CALLERS);
        }
        assertThat(most.get()).isEqualTo(Turnstile.AT_ONCE);
        assertThat(turnstile.submit(List.of())).as("the next one finds a place").isEmpty();
    }

    @Test
    void whoCameFirstComesThroughFirst() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Turnstile turnstile = new Turnstile(
                submissions -> {
                    order.add(submissions.size());
                    return answered();
                },
                LONG);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Turnstile.AT_ONCE; i++) {
                callers.submit(() -> turnstile.submit(List.of()));
            }
            assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= 5; i++) {
                int size = i;
                callers.submit(() -> turnstile.submit(Collections.nCopies(size, null)));
                Conditions.await("caller " + i + " waits", () -> turnstile.waiting() == size);
            }
            for (int i = 1; i <= 5; i++) {
                int through = Turnstile.AT_ONCE + i;
                answers.release();
                Conditions.await("the next one is through", () -> order.size() == through);
            }
            answers.release(CALLERS);
        }

        assertThat(order.subList(Turnstile.AT_ONCE, order.size())).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aCallThatFailsLeavesItsPlace() {
        Turnstile turnstile = new Turnstile(
                _ -> {
                    throw new IllegalStateException("no");
                },
                Duration.ofMillis(50));

        for (int i = 0; i < 2 * Turnstile.AT_ONCE; i++) {
            assertThatThrownBy(() -> turnstile.submit(List.of())).hasMessage("no");
        }
    }

    private List<SubmitResult> answered() {
        most.accumulateAndGet(present.incrementAndGet(), Math::max);
        full.countDown();
        try {
            assertThat(answers.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            present.decrementAndGet();
        }
        return List.of();
    }
}
