package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the tasks of one type, and of several, share the workers. */
final class TypesSideBySideTest extends EngineScene {
    @Test
    void theLimitsOfATypeHoldInTheEngine() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskType<?> narrow = type().withLimits(Limits.NONE.withConcurrency(2));
        run(narrow, 8, _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            now.decrementAndGet();
            return Outcome.succeeded();
        });

        List<TaskId> ids =
                IntStream.range(0, 40).mapToObj(_ -> submit(narrow, null)).toList();

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
        assertThat(most).hasValue(2);
    }

    @Test
    void tasksOfOneConcurrencyKeyFollowEachOtherAtOnceAndNotWhenTheEngineHappensToLook() {
        lookingAround = Duration.ofMinutes(1);
        TaskType<?> oneByOne = type().withLimits(Limits.NONE.withPerKey(1));
        Task.Spec spec = new Task.Spec(oneByOne.name(), "{}", Criticality.CRITICAL, 3, null, "acct-1", null);
        List<TaskId> ids = queue
                .submit(IntStream.range(0, 12)
                        .mapToObj(_ -> new Submission(spec, null, Duration.ZERO))
                        .toList())
                .stream()
                .map(each -> ((SubmitResult.Accepted) each).task().id())
                .toList();

        run(oneByOne, 8, _ -> Outcome.succeeded());

        assertThat(ids).extracting(this::awaitEnd).extracting(Task::state).containsOnly(TaskState.SUCCEEDED);
    }

    @Test
    void aTypeWhosePluginIsGoneLeavesItsWorkersToTheOthers() {
        AtomicInteger asked = new AtomicInteger();
        WorkerPool pool = new WorkerPool(2, Duration.ofSeconds(1));
        Seats seats = new Seats(pool, System::nanoTime);
        seats.take("gone", 8, 8);
        seats.give("gone", 2);
        EnginePorts ports = new EnginePorts(
                queue,
                ScriptedHandler.of("other", _ -> Outcome.succeeded()),
                new ScriptedAdmission(),
                PlainBreakers.create(),
                Tracing.NONE,
                events::add,
                () -> asked.incrementAndGet());
        Lane lane = new Lane("gone", new Lane.Shop(ports, config(), seats, new RunningAttempts(), new IdleCrew()));

        lane.turn();

        assertThat(seats.hungriest()).isEmpty();
        pool.close();
    }

    @Test
    void aTypeOfLongTasksKeepsNoOtherTypeFromRunning() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        TaskType<?> slow = TaskType.of("slow", ScriptedHandler.Nothing.class);
        TaskType<?> quick = TaskType.of("quick", ScriptedHandler.Nothing.class);
        run(
                new TwoHandlers(
                        new ScriptedHandler(slow, _ -> {
                            release.await();
                            return Outcome.succeeded();
                        }),
                        new ScriptedHandler(quick, _ -> Outcome.succeeded())),
                8);
        awaitEnd(submit(quick, null));

        for (int i = 0; i < 30; i++) {
            submit(slow, null);
        }
        Task done = awaitEnd(submit(quick, null));

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        release.countDown();
    }

    private record TwoHandlers(ScriptedHandler one, ScriptedHandler other) implements HandlerRegistry {
        @Override
        public Optional<RegisteredHandler> find(String type) {
            return one.find(type).or(() -> other.find(type));
        }

        @Override
        public List<RegisteredHandler> all() {
            return List.of(one, other);
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            return () -> {};
        }
    }

    @Test
    void behindManyExpiredTasksThoseThatHaveTimeAreReachedAtOnce() {
        TaskType<?> narrow = type().withLimits(Limits.NONE.withPerNode(1));
        queue.submit(IntStream.range(0, 500)
                .mapToObj(_ -> submission(narrow, Duration.ofMillis(1)))
                .toList());
        TaskId last = submit(narrow, null);

        long begin = System.nanoTime();
        run(narrow, 4, _ -> Outcome.succeeded());
        awaitEnd(last);

        // 8 are looked at in one go: without another look at once it would take 60 polls of 500 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
}
