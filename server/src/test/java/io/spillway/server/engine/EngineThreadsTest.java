package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On which threads handlers run, and until when tasks are given to them. */
final class EngineThreadsTest extends EngineScene {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();

    @Test
    void aHandlerThatWaitsHasAVirtualThread() throws Exception {
        assertThat(isRunOnAVirtualThread(type())).isTrue();
    }

    @Test
    void aHandlerThatComputesHasAPlatformThread() throws Exception {
        assertThat(isRunOnAVirtualThread(type().computing())).isFalse();
    }

    private boolean isRunOnAVirtualThread(TaskType<?> type) throws InterruptedException {
        run(type, 4, _ -> {
            virtual.add(Thread.currentThread().isVirtual());
            return Outcome.succeeded();
        });
        submit(type, TIMEOUT);
        Boolean told = virtual.poll(10, TimeUnit.SECONDS);
        assertThat(told).as("a task that ran").isNotNull();
        return told;
    }

    @Test
    void whoStopsClaimingEndsWhatRunsAndBeginsNothingElse() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TaskType<?> type = type();
        run(type, 4, _ -> {
            begun.countDown();
            awaitQuietly(goOn);
            return Outcome.succeeded();
        });
        TaskId running = submit(type, TIMEOUT);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        engines.element().stopClaiming();
        TaskId late = submit(type, TIMEOUT);
        engines.element().ring(type.name());
        goOn.countDown();

        assertThat(awaitEnd(running).state()).isEqualTo(TaskState.SUCCEEDED);
        // The turn that settles one claims the next in the same call, if it claims at all.
        assertThat(store.find(late).orElseThrow().state()).isEqualTo(TaskState.PENDING);
    }
}
