package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An attempt that succeeded after its lease was lost has no say in the task's state; but what it did is not done again, since
 * whoever would run the task asks for it first.
 */
final class LateSuccessTest {

    private final QueueScene scene = QueueScene.start();
    private final QueueClient frozen = scene.client("frozen");
    private Task late;

    @BeforeEach
    void loseTheLease() {
        scene.submit(1);
        late = frozen.claim(scene.type, 1).tasks().getFirst();
        scene.pass(QueueScene.LEASE);
        scene.queue.recover(scene.type, 10);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(scene.violations()).isZero();
        scene.close();
    }

    @Test
    void itsSettlementIsRefusedAndChangesNoState() {
        Settlement.Result result = frozen.settle(QueueScene.succeeded(late, "{\"charged\":true}"));

        assertThat(result).isEqualTo(Settlement.Result.STALE);
        assertThat(scene.find(late).state()).isEqualTo(TaskState.PENDING);
    }

    @Test
    void theTaskIsNotRunAgainWhereItStillWaits() {
        frozen.settle(QueueScene.succeeded(late, "{\"charged\":true}"));

        Claimed claimed = scene.client.claim(scene.type, 10);

        assertThat(claimed.tasks()).isEmpty();
        assertThat(claimed.won()).containsExactly(late.id());
        assertThat(scene.find(late).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(scene.find(late).result()).isEqualTo("{\"charged\":true}");
    }

    @Test
    void theTaskIsNotRunAThirdTimeWhereItRunsAlready() {
        Task second = scene.client.claim(scene.type, 1).tasks().getFirst();
        frozen.settle(QueueScene.succeeded(late, "{\"charged\":true}"));

        Settlement.Result result = scene.client.settle(QueueScene.again(second, Duration.ofMillis(50)));

        assertThat(result).isEqualTo(Settlement.Result.WON);
        assertThat(scene.find(late).state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(scene.find(late).result()).isEqualTo("{\"charged\":true}");
    }

    @Test
    void theLaterAttemptsOwnSuccessIsWhatCounts() {
        Task second = scene.client.claim(scene.type, 1).tasks().getFirst();
        frozen.settle(QueueScene.succeeded(late, "{\"by\":\"first\"}"));

        scene.client.settle(QueueScene.succeeded(second, "{\"by\":\"second\"}"));

        assertThat(scene.find(late).result()).isEqualTo("{\"by\":\"second\"}");
    }

    @Test
    void aPersonsRetryOfATaskThatWasDoneRunsNothing() {
        Task second = scene.client.claim(scene.type, 1).tasks().getFirst();
        scene.client.settle(QueueScene.failed(second));
        frozen.settle(QueueScene.succeeded(late));

        assertThat(scene.store.retry(late.id())).isInstanceOf(TransitionResult.Moved.class);
        Claimed claimed = scene.client.claim(scene.type, 10);

        assertThat(claimed.tasks()).isEmpty();
        assertThat(claimed.won()).containsExactly(late.id());
    }

    @Test
    void aTaskThatWasCanceledWhileItWasDoneIsNotRunByARetry() {
        Task second = scene.client.claim(scene.type, 1).tasks().getFirst();
        scene.store.cancel(late.id());
        assertThat(scene.client.settle(QueueScene.succeeded(second))).isEqualTo(Settlement.Result.STALE);
        assertThat(scene.find(late).state()).isEqualTo(TaskState.CANCELED);

        scene.store.retry(late.id());

        assertThat(scene.client.claim(scene.type, 10).won()).containsExactly(late.id());
    }

    @Test
    void aLateFailureSaysNothing() {
        frozen.settle(QueueScene.failed(late));

        assertThat(scene.client.claim(scene.type, 10).tasks()).hasSize(1);
    }
}
