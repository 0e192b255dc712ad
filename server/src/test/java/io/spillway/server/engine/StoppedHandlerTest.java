package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The engine on a real Redis, with handlers that must stop before they are done. */
final class StoppedHandlerTest extends SubmitterScene {

    @Test
    void interruptsAHandlerWhoseTimeIsUsedUp() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Submitter submitter = running(context -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return Outcome.succeeded();
        });

        Task task = submit(submitter, "k", Duration.ofMillis(200));

        Task done = awaitEnd(task.id());
        assertThat(done.failure().cause()).isEqualTo(Cause.DEADLINE);
        assertThat(interrupted.getCount()).isZero();
    }

    @Test
    void givesUpOnAHandlerThatIgnoresItsDeadline() {
        CountDownLatch release = new CountDownLatch(1);
        Submitter submitter = running(_ -> {
            boolean done = false;
            while (!done) {
                try {
                    done = release.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException ignored) {
                    done = false;
                }
            }
            return Outcome.succeeded();
        });

        Task task = submit(submitter, "k", Duration.ofMillis(100));

        Task done = awaitEnd(task.id());
        release.countDown();
        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().message()).contains("did not stop");
    }

    @Test
    void stopsAHandlerWhoseTaskWasCanceledOnAnyNode() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Submitter submitter = running(context -> {
            context.cancellation().onCancel(stopped::countDown);
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });
        Task task = submit(submitter, "k");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        store.cancel(task.id());

        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(awaitEnd(task.id()).state()).isEqualTo(TaskState.CANCELED);
        Conditions.await(
                "the attempt to be over",
                () -> events.stream()
                        .anyMatch(event -> event instanceof TaskEvent.AttemptEnded(Task _, Cause cause, Duration _)
                                && cause == Cause.CANCELED));
        assertThat(events).noneMatch(TaskEvent.StaleSettlement.class::isInstance);
    }

    @Test
    void closingHandsInterruptedTasksBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Submitter submitter = running(_ -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });
        Task task = submit(submitter, "k");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        engines.remove().close();

        assertThat(store.find(task.id()).orElseThrow().state()).isEqualTo(TaskState.PENDING);
    }
}
