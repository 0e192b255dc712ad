package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the waiting tasks a claim takes. */
final class ClaimOrderTest {

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 50})
    void whatMattersMoreGoesFirstAndNothingStarves(int atOnce) {
        for (Criticality each : Criticality.values()) {
            scene.submit(1200, each, null);
        }
        Map<Criticality, Integer> taken = new EnumMap<>(Criticality.class);

        int count = 0;
        while (count < 800) {
            List<Task> tasks = scene.client.claim(scene.type, atOnce).tasks();
            tasks.forEach(task -> taken.merge(task.spec().criticality(), 1, Integer::sum));
            count += tasks.size();
        }

        assertThat(taken.get(Criticality.CRITICAL_PLUS)).isGreaterThan(count / 2);
        assertThat(taken.get(Criticality.CRITICAL)).isBetween(count / 6, count / 3);
        assertThat(taken.get(Criticality.SHEDDABLE_PLUS)).isGreaterThanOrEqualTo(count / 20);
        assertThat(taken.get(Criticality.SHEDDABLE)).isGreaterThanOrEqualTo(count / 20);
    }

    @Test
    void theOrderOfACriticalityIsThatOfItsSubmission() {
        List<Task> submitted = scene.submit(300);

        List<Task> claimed = new ArrayList<>();
        while (claimed.size() < 300) {
            claimed.addAll(scene.client.claim(scene.type, 64).tasks());
        }

        assertThat(claimed)
                .extracting(Task::id)
                .containsExactlyElementsOf(submitted.stream().map(Task::id).toList());
    }

    @Test
    void aRetryThatIsDueGoesBeforeALongQueue() {
        scene.submit(1);
        Task failed = scene.client.claim(scene.type, 1).tasks().getFirst();
        scene.submit(5000);

        scene.client.settle(QueueScene.again(failed, Duration.ofMillis(50)));
        scene.pass(Duration.ofMillis(50));
        List<Task> next = scene.client.claim(scene.type, 2).tasks();

        assertThat(next).extracting(Task::id).contains(failed.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 64})
    void retriesLeaveHalfOfTheRoomToTheQueue(int atOnce) {
        scene.submit(400);
        List<Task> first = new ArrayList<>();
        while (first.size() < 400) {
            first.addAll(scene.client.claim(scene.type, 128).tasks());
        }
        for (Task task : first) {
            scene.client.settle(new io.spillway.server.task.Settlement(
                    task.id(), task.fence(), new io.spillway.server.task.Settlement.Next.HandBack()));
        }
        scene.submit(400);

        int count = 0;
        int fromQueue = 0;
        while (count < 200) {
            List<Task> tasks = scene.client.claim(scene.type, atOnce).tasks();
            count += tasks.size();
            fromQueue += (int) tasks.stream()
                    .filter(task -> !first.stream().anyMatch(each -> each.id().equals(task.id())))
                    .count();
        }

        assertThat(fromQueue).isBetween(count / 2 - atOnce, count / 2 + atOnce);
    }
}
