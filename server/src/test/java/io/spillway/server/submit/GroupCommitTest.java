package io.spillway.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GroupCommitTest {

    private static RealRedis server;
    private static RedisConnection redis;

    @BeforeAll
    static void start() {
        server = RealRedis.start();
        redis = server.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
        server.close();
    }

    @Test
    void givesEachOfManyCallersItsOwnTasks() throws Exception {
        RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        AtomicInteger calls = new AtomicInteger();
        GroupCommits group = new GroupCommits(all -> {
            calls.incrementAndGet();
            return queue.submit(all);
        });
        List<Future<List<SubmitResult>>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                int caller = i;
                answers.add(callers.submit(() -> group.submit(IntStream.range(0, 1 + caller % 3)
                        .mapToObj(each -> submission(caller + "-" + each))
                        .toList())));
            }
        }

        assertThat(calls.get()).as("calls of the queue for 500 callers").isLessThan(250);
        Set<TaskId> ids = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            List<SubmitResult> results = answers.get(i).get();
            assertThat(results).hasSize(1 + i % 3);
            for (int each = 0; each < results.size(); each++) {
                Task task = ((SubmitResult.Accepted) results.get(each)).task();
                assertThat(task.spec().payload()).isEqualTo("{\"n\":\"" + i + "-" + each + "\"}");
                assertThat(ids.add(task.id())).isTrue();
            }
        }
    }

    @Test
    void tellsEveryCallerOfAFailureAndGoesOn() throws Exception {
        RealRedis shortLived = RealRedis.start();
        try (RedisConnection connection = shortLived.connect()) {
            GroupCommits group =
                    new GroupCommits(new RedisTaskQueue(connection, new Random(1), TaskQueueConfig.DEFAULT)::submit);
            assertThat(group.submit(List.of(submission("before")))).hasSize(1);
            shortLived.close();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> group.submit(List.of(submission("after"))))
                        .isInstanceOf(QueueUnavailableException.class);
            }
        }
    }

    @Test
    void aTypeThatIsStuckOrBrokenIsNothingToTheOthers() throws Exception {
        RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        GroupCommits group = new GroupCommits(all -> {
            if (all.stream().anyMatch(each -> each.spec().type().equals("stuck"))) {
                asked.countDown();
                await(answers);
                throw new IllegalArgumentException("no such thing");
            }
            return queue.submit(all);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<SubmitResult>> stuck = callers.submit(() -> group.submit(List.of(submission("stuck", "a"))));
            await(asked);
            Future<List<SubmitResult>> behind = callers.submit(() -> group.submit(List.of(submission("stuck", "b"))));
            Future<List<SubmitResult>> mixed =
                    callers.submit(() -> group.submit(List.of(submission("grouped", "c"), submission("mixed", "d"))));
            Future<List<SubmitResult>> other = callers.submit(() -> group.submit(List.of(submission("e"))));
            try {
                assertThat(other.get(20, TimeUnit.SECONDS)).hasOnlyElementsOfType(SubmitResult.Accepted.class);
                assertThat(mixed.get(20, TimeUnit.SECONDS)).hasSize(2);
            } finally {
                answers.countDown();
            }

            for (Future<List<SubmitResult>> each : List.of(stuck, behind)) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("no such thing");
            }
        }
    }

    @Test
    void fewLargeOnesOfATypeAreWithTheQueueAtOnce() throws Exception {
        assertThat(mostAtOnce(i -> IntStream.range(0, 40)
                        .mapToObj(each -> submission(i + "-" + each))
                        .toList()))
                .isEqualTo(Turnstile.AT_ONCE);
    }

    @Test
    void fewLargeOnesOfSeveralTypesAreWithTheQueueAtOnce() throws Exception {
        assertThat(mostAtOnce(i -> IntStream.range(0, 40)
                        .mapToObj(each -> submission("type-" + each, i + "-" + each))
                        .toList()))
                .isEqualTo(Turnstile.AT_ONCE);
    }

    private static int mostAtOnce(IntFunction<List<Submission>> submissions) throws Exception {
        RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        AtomicInteger present = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(Turnstile.AT_ONCE);
        GroupCommits group = new GroupCommits(all -> {
            most.accumulateAndGet(present.incrementAndGet(), Math::max);
            full.countDown();
            await(full);
            try {
                return queue.submit(all);
            } finally {
                present.decrementAndGet();
            }
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<SubmitResult>>> all = IntStream.range(0, 4 * Turnstile.AT_ONCE)
                    .mapToObj(i -> callers.submit(() -> group.submit(submissions.apply(i))))
                    .toList();
            for (Future<List<SubmitResult>> each : all) {
                assertThat(each.get(30, TimeUnit.SECONDS)).hasSize(40);
            }
        }
        return most.get();
    }

    @Test
    void everyoneOfAGroupHearsWhyItFailed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        GroupCommits group = new GroupCommits(_ -> {
            if (calls.incrementAndGet() == 1) {
                asked.countDown();
                await(answers);
            }
            throw new IllegalArgumentException("no such thing");
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<SubmitResult>>> all = new ArrayList<>();
            all.add(callers.submit(() -> group.submit(List.of(submission("first")))));
            await(asked);
            for (int i = 0; i < 50; i++) {
                all.add(callers.submit(() -> group.submit(List.of(submission("next")))));
            }
            answers.countDown();

            for (Future<List<SubmitResult>> each : all) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("no such thing");
            }
        }
    }

    @Test
    void anErrorIsToldAndTheNextCallerIsServed() throws Exception {
        RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        GroupCommits group = new GroupCommits(all -> {
            if (all.getFirst().spec().payload().contains("broken")) {
                asked.countDown();
                await(answers);
                throw new StackOverflowError("so deep");
            }
            return queue.submit(all);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<SubmitResult>> broken = callers.submit(() -> group.submit(List.of(submission("broken"))));
            await(asked);
            Future<List<SubmitResult>> next = callers.submit(() -> group.submit(List.of(submission("next"))));
            answers.countDown();

            assertThatThrownBy(() -> broken.get(20, TimeUnit.SECONDS)).cause().hasMessageContaining("so deep");
            assertThat(next.get(20, TimeUnit.SECONDS)).hasOnlyElementsOfType(SubmitResult.Accepted.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Submission submission(String name) {
        return submission("grouped", name);
    }

    private static Submission submission(String type, String name) {
        return new Submission(
                new Task.Spec(type, "{\"n\":\"" + name + "\"}", Criticality.CRITICAL, 3, null, null, null),
                null,
                Duration.ZERO);
    }
}
