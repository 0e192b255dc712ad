package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many tasks fail, their retries add no more than their share to the load. */
final class RetryBudgetTest {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final QueueScene scene = QueueScene.start(new TaskQueueConfig.RetryBudget(0.2, 10, WAIT));

    @AfterEach
    void stop() throws Exception {
        assertThat(scene.violations()).isZero();
        scene.close();
    }

    @Test
    void aFewRetriesAreNotHeldUp() {
        scene.submit(20);

        for (Task task : scene.client.claim(scene.type, 20).tasks()) {
            scene.client.settle(QueueScene.again(task, Duration.ofMillis(50)));
            assertThat(Duration.ofMillis(scene.find(task).dueAt().toEpochMilli() - scene.now))
                    .isEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void whereEverythingFailsAttemptsStayWithinTheirShareOfTheTraffic() {
        assertStaysWithinItsShare(List.of(scene.client));
    }

    @Test
    void whereEverythingFailsSeveralNodesStayWithinItTogether() {
        assertStaysWithinItsShare(List.of(
                scene.clientOfItsOwn("node-b"), scene.clientOfItsOwn("node-c"), scene.clientOfItsOwn("node-d")));
    }

    private void assertStaysWithinItsShare(List<QueueClient> nodes) {
        int perTick = 5;
        int firsts = 0;
        int retries = 0;

        // A minute of 100 tasks a second, each of which fails.
        for (int tick = 0; tick < 1200; tick++) {
            scene.submit(perTick);
            QueueClient node = nodes.get(tick % nodes.size());
            List<Settlement> failures = new ArrayList<>();
            for (Task task : node.claim(scene.type, 100).tasks()) {
                if (task.attempt() == 1) {
                    firsts++;
                } else {
                    retries++;
                }
                failures.add(
                        task.attempt() < 3 ? QueueScene.again(task, Duration.ofMillis(50)) : QueueScene.failed(task));
            }
            if (!failures.isEmpty()) {
                node.settle(failures);
            }
            scene.pass(Duration.ofMillis(50));
        }

        assertThat(firsts).isBetween(5900, 6000);
        // A fifth of the first attempts, ten a second, and the ten seconds' worth that had gathered.
        assertThat(retries).isBetween(1000, firsts / 5 + 600 + 100);
    }

    @Test
    void aRetryThatWouldHaveToWaitTooLongFailsAndSaysWhy() {
        scene.submit(500);
        List<Task> tasks = new ArrayList<>();
        while (tasks.size() < 500) {
            tasks.addAll(scene.client.claim(scene.type, 250).tasks());
        }

        List<Settlement.Result> results = new ArrayList<>();
        for (Task task : tasks) {
            results.add(scene.client.settle(QueueScene.again(task, Duration.ofMillis(50))));
        }

        // A hundred had gathered, and a hundred more come in the time that a retry may wait.
        assertThat(results.stream().filter(Settlement.Result.SETTLED::equals).count())
                .isBetween(200L, 310L);
        Task refused = scene.find(tasks.getLast());
        assertThat(results.getLast()).isEqualTo(Settlement.Result.OVER_BUDGET);
        assertThat(refused.state()).isEqualTo(TaskState.FAILED);
        assertThat(refused.failure().message())
                .isEqualTo("away; not tried again: the retry budget of its type is used up");
    }
}
