package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The relation of states in Java and the real scripts agree, over all pairs. */
final class TransitionTest {

    private static final String NODE = "node-a";
    private static RealRedis server;
    private static RedisConnection redis;
    private static RedisTaskQueue queue;
    private static RedisTaskStore store;
    private static int types;

    private final String type = "pair-" + types++;

    @BeforeAll
    static void start() {
        server = RealRedis.start();
        redis = server.connect();
        queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        store = new RedisTaskStore(redis, TaskQueueConfig.DEFAULT);
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        server.close();
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(TaskState.values())
                .flatMap(from -> Arrays.stream(TaskState.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void scriptsAllowWhatTheTableAllows(TaskState from, TaskState to) {
        Task task = taskIn(from);
        String before = record(task);

        List<TaskState> reached = attempts(task, to);

        if (from.canBecome(to)) {
            assertThat(reached).as("some script moves %s to %s", from, to).contains(to);
        } else {
            assertThat(reached).as("no script moves %s to %s", from, to).doesNotContain(to);
            if (from == to) {
                assertThat(record(task)).isEqualTo(before);
            }
        }
    }

    /** Tries the scripts that end in the state until one changes the task, and returns the state that it led to. */
    private List<TaskState> attempts(Task first, TaskState to) {
        List<Runnable> ways = switch (to) {
            case PENDING ->
                List.of(
                        () -> settle(first, new Settlement.Next.Again(failure(), Duration.ZERO)),
                        () -> settle(first, new Settlement.Next.HandBack()),
                        () -> store.retry(first.id()));
            case RUNNING -> List.of(() -> client().claim(type, 10));
            case SUCCEEDED -> List.of(() -> settle(first, new Settlement.Next.Succeeded("{}")));
            case FAILED -> List.of(() -> settle(first, new Settlement.Next.Failed(failure())), () -> expire(first));
            case CANCELED -> List.of(() -> store.cancel(first.id()));
        };
        List<TaskState> reached = new ArrayList<>();
        for (Runnable way : ways) {
            way.run();
            Task after = store.find(first.id()).orElseThrow();
            if (after.state() != first.state() || changed(first, after)) {
                reached.add(after.state());
                break;
            }
        }
        return reached;
    }

    /** A state that was entered again shows in the attempt, the fence or the times. */
    private static boolean changed(Task before, Task after) {
        return before.attempt() != after.attempt()
                || before.fence() != after.fence()
                || !String.valueOf(before.finishedAt()).equals(String.valueOf(after.finishedAt()));
    }

    private Task taskIn(TaskState state) {
        TaskId id = submit();
        switch (state) {
            case PENDING -> {}
            case RUNNING -> claim();
            case SUCCEEDED -> settle(claim(), new Settlement.Next.Succeeded("{}"));
            case FAILED -> settle(claim(), new Settlement.Next.Failed(failure()));
            case CANCELED -> assertThat(store.cancel(id)).isInstanceOf(TransitionResult.Moved.class);
        }
        Task task = store.find(id).orElseThrow();
        assertThat(task.state()).isEqualTo(state);
        return task;
    }

    private TaskId submit() {
        Task.Spec spec = new Task.Spec(type, "{}", Criticality.CRITICAL, 3, null, null, null);
        SubmitResult result =
                queue.submit(List.of(new Submission(spec, null, Duration.ZERO))).getFirst();
        return ((SubmitResult.Accepted) result).task().id();
    }

    private Task claim() {
        return client().claim(type, 10).tasks().getFirst();
    }

    private static QueueClient client() {
        return new QueueClient(queue, NODE, Duration.ofSeconds(10));
    }

    /** Lets the deadline of a waiting task pass, and claims. */
    private void expire(Task task) {
        redis.commands().setrange(Keys.task(task.id()), Part.DEADLINE.from(), "0000000000001");
        client().claim(type, 10);
    }

    private static void settle(Task task, Settlement.Next next) {
        client().settle(new Settlement(task.id(), task.fence(), next));
    }

    /** All but the deadline, which {@link #expire} moves, and the note of a success that came too late. */
    private static String record(Task task) {
        String record = redis.commands().get(Keys.task(task.id()));
        return record.substring(0, Part.WON.from())
                + record.substring(Part.WON.to(), Part.DEADLINE.from())
                + record.substring(Part.DEADLINE.to());
    }

    private static Task.Failure failure() {
        return new Task.Failure(Cause.THIRD_PARTY, "the other side is away");
    }
}
