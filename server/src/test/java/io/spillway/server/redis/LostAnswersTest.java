package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that was given tasks without hearing of it gives them back, and no attempt is lost. */
final class LostAnswersTest {

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        assertThat(scene.violations()).isZero();
        scene.close();
    }

    @Test
    void whatTheNodeDoesNotKnowGoesBackAsIfNeverClaimed() {
        scene.submit(5);
        List<Task> known = scene.client.claim(scene.type, 2).tasks();
        List<Task> unheard = scene.client.claim(scene.type, 2).tasks();
        List<Task> ofAnother = scene.client("node-b").claim(scene.type, 1).tasks();

        List<?> back = scene.queue.giveBackUnheard(
                scene.type,
                "node-a",
                known.stream().map(each -> new Lease(each.id(), each.fence())).toList());

        assertThat(back).hasSize(2);
        assertThat(unheard).allSatisfy(task -> {
            assertThat(scene.find(task).state()).isEqualTo(TaskState.PENDING);
            assertThat(scene.find(task).attempt()).isZero();
        });
        assertThat(known)
                .allSatisfy(task -> assertThat(scene.find(task).state()).isEqualTo(TaskState.RUNNING));
        assertThat(ofAnother)
                .allSatisfy(task -> assertThat(scene.find(task).state()).isEqualTo(TaskState.RUNNING));
        assertThat(scene.client.claim(scene.type, 10).tasks())
                .extracting(Task::attempt)
                .containsExactly(1, 1);
    }

    @Test
    void aGivenBackTaskFreesItsConcurrencyKey() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        scene.submit(2, Criticality.CRITICAL, "acct-1");
        scene.client.claim(scene.type, 2, onePerKey);

        scene.queue.giveBackUnheard(scene.type, "node-a", List.of());

        assertThat(scene.client.claim(scene.type, 2, onePerKey).tasks()).hasSize(1);
    }
}
