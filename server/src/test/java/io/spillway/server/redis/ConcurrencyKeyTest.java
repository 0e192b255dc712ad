package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks of one concurrency key wait for each other, and for nobody else. */
final class ConcurrencyKeyTest {

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void tasksOfAConcurrencyKeyWaitForEachOtherAndForNobodyElse() {
        List<Task> ofOne = scene.submit(3, Criticality.CRITICAL, "acct-1");
        List<Task> ofTwo = scene.submit(2, Criticality.CRITICAL, "acct-2");
        List<Task> free = scene.submit(2);
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);

        List<Task> first = scene.client.claim(scene.type, 10, onePerKey).tasks();

        assertThat(first)
                .extracting(Task::id)
                .containsExactlyInAnyOrder(
                        ofOne.getFirst().id(),
                        ofTwo.getFirst().id(),
                        free.get(0).id(),
                        free.get(1).id());
        assertThat(scene.find(ofOne.get(1)).isParked()).isTrue();
        assertThat(scene.store.backlog(List.of(scene.type)).get(scene.type).parked())
                .isEqualTo(3);
        assertThat(scene.violations()).isZero();
    }

    @Test
    void aTaskThatExpiresInsteadOfRunningLetsTheNextOfItsKeyGoOn() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        scene.submit(1, Criticality.CRITICAL, "acct-1");
        Task.Spec spec = new Task.Spec(scene.type, "{}", Criticality.CRITICAL, 3, null, "acct-1", null);
        scene.queue.submit(List.of(new Submission(spec, Duration.ofSeconds(2), Duration.ZERO)));
        Task last = scene.submit(1, Criticality.CRITICAL, "acct-1").getFirst();
        Task first = scene.client.claim(scene.type, 10, onePerKey).tasks().getFirst();

        scene.pass(Duration.ofSeconds(3));
        scene.client.settle(QueueScene.succeeded(first));
        List<Task> then =
                new ArrayList<>(scene.client.claim(scene.type, 10, onePerKey).tasks());
        then.addAll(scene.client.claim(scene.type, 10, onePerKey).tasks());

        assertThat(then).extracting(Task::id).containsExactly(last.id());
        assertThat(scene.violations()).isZero();
    }

    @Test
    void aTaskThatIsParkedBeforeAnotherOfItsKeyExpiresStaysInItsPlace() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        Task.Spec spec = new Task.Spec(scene.type, "{}", Criticality.CRITICAL, 3, null, "acct-1", null);
        scene.submit(1, Criticality.CRITICAL, "acct-1");
        scene.client.claim(scene.type, 1, onePerKey);
        scene.queue.submit(List.of(
                new Submission(spec, null, Duration.ofMillis(1)),
                new Submission(spec, Duration.ofMillis(10), Duration.ofMillis(2))));
        scene.pass(Duration.ofSeconds(1));

        scene.client.claim(scene.type, 10, onePerKey);

        assertThat(scene.violations()).isZero();
    }

    @Test
    void aTaskThatIsCanceledInsteadOfRunningLetsTheNextOfItsKeyGoOn() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        List<Task> tasks = scene.submit(3, Criticality.CRITICAL, "acct-1");
        Task first = scene.client.claim(scene.type, 10, onePerKey).tasks().getFirst();

        scene.client.settle(QueueScene.succeeded(first));
        scene.store.cancel(tasks.get(1).id());

        assertThat(scene.client.claim(scene.type, 10, onePerKey).tasks())
                .extracting(Task::id)
                .containsExactly(tasks.get(2).id());
    }

    @Test
    void theWalkOverAllTasksLetsParkedOnesGoOnThatNobodyWould() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        List<Task> tasks = scene.submit(2, Criticality.CRITICAL, "acct-1");
        Task first = scene.client.claim(scene.type, 10, onePerKey).tasks().getFirst();
        scene.redis.commands().del(Keys.shard(scene.type, 0) + "parked:acct-1");
        scene.client.settle(QueueScene.succeeded(first));
        scene.redis
                .commands()
                .zadd(
                        Keys.shard(scene.type, 0) + "parked:acct-1",
                        scene.now,
                        tasks.get(1).id().ulid());

        long violations = scene.violations();

        assertThat(violations).isZero();
        assertThat(scene.client.claim(scene.type, 10, onePerKey).tasks())
                .extracting(Task::id)
                .containsExactly(tasks.get(1).id());
    }

    @Test
    void theWalkOverAllTasksPutsOnesBackThatAreParkedByHalf() {
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        List<Task> tasks = scene.submit(2, Criticality.CRITICAL, "acct-1");
        Task first = scene.client.claim(scene.type, 10, onePerKey).tasks().getFirst();
        scene.redis.commands().del(Keys.shard(scene.type, 0) + "parked:acct-1");

        assertThat(scene.violations()).isEqualTo(1);
        assertThat(scene.violations()).isZero();

        scene.client.settle(QueueScene.succeeded(first));
        assertThat(scene.client.claim(scene.type, 10, onePerKey).tasks())
                .extracting(Task::id)
                .containsExactly(tasks.get(1).id());
    }

    @Test
    void tasksOfAConcurrencyKeyRunOneAfterTheOtherInTheirOrder() {
        List<Task> tasks = scene.submit(20, Criticality.CRITICAL, "acct-1");
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        List<Task> ran = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            scene.pass(Duration.ofMillis(5));
            Task next = scene.client.claim(scene.type, 10, onePerKey).tasks().getFirst();
            ran.add(next);
            scene.client.settle(i % 5 == 4 ? QueueScene.failed(next) : QueueScene.succeeded(next));
        }

        assertThat(ran)
                .extracting(Task::id)
                .containsExactlyElementsOf(tasks.stream().map(Task::id).toList());
        assertThat(scene.redis.commands().exists(Keys.shard(scene.type, 0) + "busy"))
                .isFalse();
    }

    @Test
    void neverMoreThanAllowedOfAKeyRunWhateverBecomesOfThem() {
        ClaimLimits twoPerKey = new ClaimLimits(-1, -1, 2);
        for (int i = 0; i < 60; i++) {
            scene.submit(1, Criticality.values()[i % 4], "key-" + i % 3);
        }
        Map<String, Integer> running = new HashMap<>();
        List<Task> held = new ArrayList<>();
        int ended = 0;

        for (int round = 0; round < 400 && ended < 60; round++) {
            for (Task task : scene.client.claim(scene.type, 4, twoPerKey).tasks()) {
                held.add(task);
                assertThat(running.merge(key(task), 1, Integer::sum)).isLessThanOrEqualTo(2);
            }
            if (!held.isEmpty()) {
                Task task = held.remove(round % held.size());
                running.merge(key(task), -1, Integer::sum);
                switch (round % 4) {
                    case 0 -> scene.client.settle(QueueScene.again(task, Duration.ofMillis(7)));
                    case 1 -> scene.store.cancel(task.id());
                    default -> scene.client.settle(QueueScene.succeeded(task));
                }
                ended += scene.find(task).state().isTerminal() ? 1 : 0;
            }
            scene.pass(Duration.ofMillis(3));
        }

        assertThat(ended).isEqualTo(60);
        assertThat(scene.violations()).isZero();
    }

    @Test
    void aTaskOfADeadNodeFreesItsKey() {
        List<Task> tasks = scene.submit(2, Criticality.CRITICAL, "acct-1");
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        scene.client("dead").claim(scene.type, 2, onePerKey);

        scene.pass(QueueScene.LEASE);
        scene.queue.recover(scene.type, 10);
        List<Task> next = scene.client.claim(scene.type, 10, onePerKey).tasks();

        assertThat(next).hasSize(1);
        assertThat(next.getFirst().id()).isIn(tasks.get(0).id(), tasks.get(1).id());
        assertThat(scene.violations()).isZero();
    }

    @Test
    void aCanceledParkedTaskIsGone() {
        List<Task> tasks = scene.submit(2, Criticality.CRITICAL, "acct-1");
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        Task running = scene.client.claim(scene.type, 2, onePerKey).tasks().getFirst();

        scene.store.cancel(tasks.get(1).id());
        scene.client.settle(QueueScene.succeeded(running));

        assertThat(scene.client.claim(scene.type, 2, onePerKey).tasks()).isEmpty();
        assertThat(scene.violations()).isZero();
    }

    @Test
    void saysHowManyTasksWereParked() {
        scene.submit(4, Criticality.CRITICAL, "acct-1");

        Claimed claimed = scene.client.claim(scene.type, 10, new ClaimLimits(-1, -1, 1));

        assertThat(claimed.tasks()).hasSize(1);
        assertThat(claimed.parked()).isEqualTo(3);
    }

    private static String key(Task task) {
        return String.valueOf(task.spec().concurrencyKey());
    }
}
