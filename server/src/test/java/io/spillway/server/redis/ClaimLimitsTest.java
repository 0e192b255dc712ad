package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a claim respects: limits of a type. That they are those of all nodes together: {@link ClusterWideLimitsTest}. */
final class ClaimLimitsTest {

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void nothingIsHeldBackWhereNothingWaits() {
        Claimed claimed = scene.client.claim(scene.type, 10, new ClaimLimits(3, 5, 1));

        assertThat(claimed.heldBack()).isEqualTo(Claimed.HeldBack.NOTHING);
    }

    @Test
    void noMoreTasksBeginInASecondThanMay() {
        scene.submit(500);
        ClaimLimits hundredPerSecond = new ClaimLimits(-1, 100, -1);
        int begun = 0;

        for (int i = 0; i < 200; i++) {
            begun +=
                    scene.client.claim(scene.type, 50, hundredPerSecond).tasks().size();
            scene.pass(Duration.ofMillis(10));
        }

        // Two seconds, and what may come at once after a rest.
        assertThat(begun).isBetween(200, 210);
    }

    @Test
    void saysWhenTheNextTaskMayBegin() {
        scene.submit(5);
        ClaimLimits onePerSecond = new ClaimLimits(-1, 1, -1);
        scene.client.claim(scene.type, 5, onePerSecond);

        scene.pass(Duration.ofMillis(400));
        Claimed early = scene.client.claim(scene.type, 5, onePerSecond);
        scene.pass(early.lookAgain().orElseThrow());
        Claimed inTime = scene.client.claim(scene.type, 5, onePerSecond);

        assertThat(early.tasks()).isEmpty();
        assertThat(early.heldBack()).isEqualTo(Claimed.HeldBack.RATE);
        assertThat(early.lookAgain()).contains(Duration.ofMillis(600));
        assertThat(inTime.tasks()).hasSize(1);
    }

    @Test
    void aTaskThatATierKeepsBackDoesNotKeepOneThatMattersMoreFromRunning() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        Task running = scene.submit(1, Criticality.CRITICAL, "acct-1").getFirst();
        scene.submit(2, Criticality.SHEDDABLE, "acct-1");
        Task vital = scene.submit(1, Criticality.CRITICAL_PLUS, "acct-1").getFirst();
        // One claim takes the first, parks the others.
        List<Task> begun = scene.client.claim(scene.type, 10, onePerKey).tasks();
        Task first = begun.getFirst();
        Task next = first.id().equals(vital.id()) ? running : vital;

        scene.client.settle(QueueScene.succeeded(first));

        assertThat(scene.client
                        .claim(scene.type, 10, onePerKey, List.of(Criticality.CRITICAL_PLUS, Criticality.CRITICAL))
                        .tasks())
                .extracting(Task::id)
                .containsExactly(next.id());
        assertThat(scene.violations()).isZero();
    }

    @Test
    void nothingIsHeldBackByALimitThatIsReachedWhereNothingWaits() {
        scene.submit(2);
        ClaimLimits two = new ClaimLimits(2, -1, -1);
        scene.client.claim(scene.type, 5, two);

        Claimed claimed = scene.client.claim(scene.type, 5, two);
        scene.submit(1);
        Claimed held = scene.client.claim(scene.type, 5, two);

        assertThat(claimed.heldBack()).isEqualTo(Claimed.HeldBack.NOTHING);
        assertThat(held.heldBack()).isEqualTo(Claimed.HeldBack.CONCURRENCY);
    }
}
