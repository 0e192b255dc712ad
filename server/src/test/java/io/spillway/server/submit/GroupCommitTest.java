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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        GroupCommit group = new GroupCommit(new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT));
        List<Future<List<SubmitResult>>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                int caller = i;
                answers.add(callers.submit(() -> group.submit(IntStream.range(0, 1 + caller % 3)
                        .mapToObj(each -> submission(caller + "-" + each))
                        .toList())));
            }
        }

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
            GroupCommit group = new GroupCommit(new RedisTaskQueue(connection, new Random(1), TaskQueueConfig.DEFAULT));
            assertThat(group.submit(List.of(submission("before")))).hasSize(1);
            shortLived.close();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> group.submit(List.of(submission("after"))))
                        .isInstanceOf(QueueUnavailableException.class);
            }
        }
    }

    private static Submission submission(String name) {
        return new Submission(
                new Task.Spec("grouped", "{\"n\":\"" + name + "\"}", Criticality.CRITICAL, 3, null, null, null),
                null,
                Duration.ZERO);
    }
}
