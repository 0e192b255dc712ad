package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the engine does when a plugin breaks the contract, or does not end. */
final class EngineFaultsTest extends EngineScene {
    @Test
    void anOutcomeWithoutAMessageEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> Outcome.failed(Cause.INVALID, null));

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.INVALID);
    }

    @Test
    void anOutcomeThatMakesNoSenseEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> new Outcome.Retry(null, null, null));

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.BUG);
    }

    @Test
    void anExceptionThatBreaksWhenAskedEndsTheTaskAllTheSame() {
        run(type(), 4, _ -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException("no message either");
                }
            };
        });

        Task done = awaitEnd(submit(type(), null));

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.failure().cause()).isEqualTo(Cause.BUG);
    }

    @Test
    void aNegativeWaitIsNoWait() {
        run(
                type(),
                4,
                context -> context.attempt() == 1
                        ? Outcome.retryAfter(Duration.ofSeconds(-5), Cause.THROTTLED, "come back yesterday")
                        : Outcome.succeeded());

        assertThat(awaitEnd(submit(type(), null)).state()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aWaitLongerThanTheTimeOfOneAttemptIsKeptWhereTheSubmitterSetNoLimit() {
        TaskType<?> shortLived = type().withTimeout(Duration.ofMillis(400));
        run(
                shortLived,
                4,
                context -> context.attempt() == 1
                        ? Outcome.retryAfter(Duration.ofMillis(600), Cause.THROTTLED, "slow down")
                        : Outcome.succeeded());

        Task done = awaitEnd(submit(shortLived, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void aTypeWithoutAnEndToItsTimeRunsAndKeepsNoWorker() {
        TaskType<?> endless = type().withTimeout(ChronoUnit.FOREVER.getDuration());
        run(endless, 2, _ -> Outcome.succeeded());

        List<Task> done = IntStream.range(0, 6)
                .mapToObj(_ -> awaitEnd(submit(endless, null)))
                .toList();

        assertThat(done).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
    }

    @Test
    void anAttemptThatTakesLongerThanItsTypeAllowsIsTriedAgain() {
        TaskType<?> shortLived = type().withTimeout(Duration.ofMillis(200));
        run(shortLived, 4, context -> {
            if (context.attempt() == 1) {
                new CountDownLatch(1).await();
            }
            return Outcome.succeeded();
        });

        Task done = awaitEnd(submit(shortLived, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void aHandlerThatSaysThatItsTypesTimeIsOverIsTriedAgainAndOneWhoseSubmittersTimeIsOverIsNot() {
        run(
                type().withTimeout(Duration.ofSeconds(5)),
                4,
                context -> Outcome.failed(Cause.DEADLINE, "no time was left"));

        Task ofType = awaitEnd(submit(type(), null));
        Task ofSubmitter = awaitEnd(submit(type(), Duration.ofSeconds(2)));

        assertThat(ofType.failure().cause()).isEqualTo(Cause.TIMEOUT);
        assertThat(ofType.attempt()).isEqualTo(3);
        assertThat(ofSubmitter.failure().cause()).isEqualTo(Cause.DEADLINE);
        assertThat(ofSubmitter.attempt()).isOne();
    }

    @Test
    void aHandlersOwnCleaningUpHoldsUpNoOtherDeadline() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        run(type(), 8, context -> {
            context.cancellation().onCancel(() -> awaitQuietly(release));
            context.cancellation().onCancel(() -> {
                throw new NoClassDefFoundError("unloaded");
            });
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        });

        List<TaskId> ids = IntStream.range(0, 3)
                .mapToObj(_ -> submit(type(), Duration.ofMillis(300)))
                .toList();

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.FAILED);
        release.countDown();
    }
}
