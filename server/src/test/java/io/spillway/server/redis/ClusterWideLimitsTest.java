package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Claimed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of a type hold for all nodes together, which share nothing but the Redis. */
final class ClusterWideLimitsTest {

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        assertThat(scene.violations()).isZero();
        scene.close();
    }

    @Test
    void noMoreTasksRunAtTheSameTimeThanMayOnAllNodesTogether() {
        scene.submit(10);
        ClaimLimits three = new ClaimLimits(3, -1, -1);

        Claimed first = scene.clientOfItsOwn("node-a").claim(scene.type, 2, three);
        Claimed second = scene.clientOfItsOwn("node-b").claim(scene.type, 10, three);
        Claimed third = scene.clientOfItsOwn("node-c").claim(scene.type, 10, three);
        scene.clientOfItsOwn("node-a").settle(QueueScene.succeeded(first.tasks().getFirst()));
        Claimed fourth = scene.clientOfItsOwn("node-c").claim(scene.type, 10, three);

        assertThat(first.tasks()).hasSize(2);
        assertThat(second.tasks()).hasSize(1);
        assertThat(second.heldBack()).isEqualTo(Claimed.HeldBack.CONCURRENCY);
        assertThat(third.tasks()).isEmpty();
        assertThat(fourth.tasks()).hasSize(1);
    }

    @Test
    void noMoreTasksBeginInASecondThanMayOnAllNodesTogether() {
        scene.submit(500);
        ClaimLimits hundredPerSecond = new ClaimLimits(-1, 100, -1);
        List<QueueClient> nodes = List.of(scene.client, scene.clientOfItsOwn("node-b"), scene.clientOfItsOwn("node-c"));
        Map<String, Integer> begun = new HashMap<>();

        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < nodes.size(); j++) {
                QueueClient node = nodes.get((i + j) % nodes.size());
                int claimed =
                        node.claim(scene.type, 50, hundredPerSecond).tasks().size();
                begun.merge(node.node(), claimed, Integer::sum);
            }
            scene.pass(Duration.ofMillis(10));
        }

        assertThat(begun.values()).as("each has its part").hasSize(3).allMatch(count -> count > 40);
        assertThat(begun.values().stream().mapToInt(Integer::intValue).sum()).isBetween(200, 210);
    }
}
