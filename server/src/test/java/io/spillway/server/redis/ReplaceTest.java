package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.ReplaceResult;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task with another payload takes the place of one that failed: all of it, or nothing. */
final class ReplaceTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final QueueScene scene = QueueScene.start();

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void theNewTaskRunsAndTheOldOneSaysSo() {
        Task old = failed(spec("{\"n\":1}", "k-1"));
        scene.pass(Duration.ofMinutes(5));

        Task next = replaced(scene.letters.replace(old.id(), spec("{\"n\":\"zwei — 二\"}", "k-2")));

        assertThat(next).isEqualTo(scene.find(next));
        assertThat(next.state()).isEqualTo(TaskState.PENDING);
        assertThat(scene.letters.fate(old.id())).isEqualTo(new Fate(next.id(), null, false));
        assertThat(scene.letters.fate(next.id())).isEqualTo(new Fate(null, old.id(), false));
        assertThat(letters()).isZero();
        assertThat(scene.find(old).state()).isEqualTo(TaskState.FAILED);
        Task claimed = scene.client.claim(scene.type, 10).tasks().getFirst();
        assertThat(claimed.id()).isEqualTo(next.id());
        assertThat(claimed.attempt()).isOne();
        assertThat(claimed.spec().payload()).isEqualTo("{\"n\":\"zwei — 二\"}");
        assertThat(scene.violations()).isZero();
    }

    @Test
    void theOldTaskIsKeptForAsLongAsItWouldHaveBeen() {
        Task old = failed(spec("{}", "k-1"));
        long before = scene.redis.commands().pttl(Keys.task(old.id()));

        replaced(scene.letters.replace(old.id(), spec("{\"n\":1}", "k-2")));

        assertThat(scene.redis.commands().pttl(Keys.task(old.id()))).isBetween(before - 60_000, before);
        assertThat(scene.redis.commands().pttl(Keys.fate(old.id()))).isBetween(before - 60_000, before + 1);
    }

    @Test
    void theTimeThatTheSubmitterGaveHoldsForTheNewOne() {
        Submission submission = new Submission(spec("{}", null), Duration.ofSeconds(30), Duration.ZERO);
        Task old =
                ((SubmitResult.Accepted) scene.queue.submit(List.of(submission)).getFirst()).task();
        scene.client.settle(
                QueueScene.failed(scene.client.claim(scene.type, 1).tasks().getFirst()));
        scene.pass(Duration.ofHours(1));

        Task next = replaced(scene.letters.replace(old.id(), spec("{\"n\":1}", null)));

        assertThat(next.deadline()).isEqualTo(next.createdAt().plusSeconds(30));
        assertThat(scene.find(next)).isEqualTo(next);
        scene.client.settle(
                QueueScene.failed(scene.client.claim(scene.type, 1).tasks().getFirst()));
        scene.pass(Duration.ofHours(1));
        Task retried = ((TransitionResult.Moved) scene.store.retry(next.id())).task();
        assertThat(retried.deadline()).isNotNull().isAfter(retried.createdAt().plus(Duration.ofHours(1)));
    }

    @Test
    void aReplacedTaskIsNeitherRetriedNorReplacedNorDiscardedAgain() {
        Task old = failed(spec("{}", "k-1"));
        Task next = replaced(scene.letters.replace(old.id(), spec("{\"n\":1}", "k-2")));

        assertThat(scene.store.retry(old.id())).isEqualTo(new TransitionResult.Replaced(next.id()));
        assertThat(scene.letters.discard(old.id())).isEqualTo(new TransitionResult.Replaced(next.id()));
        assertThat(scene.letters.replace(old.id(), spec("{\"n\":2}", "k-3")))
                .isEqualTo(new ReplaceResult.Before(next.id()));
        assertThat(scene.redis.commands().exists(Keys.shard(scene.type, 0) + "key:k-3"))
                .isFalse();
    }

    @Test
    void aCanceledTaskIsReplacedAsWellAndOthersAreNot() {
        Task canceled = scene.submitWith("{}");
        scene.store.cancel(canceled.id());
        Task pending = scene.submitWith("{}");
        Task running = scene.client.claim(scene.type, 1).tasks().getFirst();

        assertThat(running.id()).isEqualTo(pending.id());
        assertThat(scene.letters.replace(running.id(), spec("{\"n\":1}", null)))
                .isEqualTo(new ReplaceResult.Refused(TaskState.RUNNING));
        scene.client.settle(QueueScene.succeeded(running));
        assertThat(scene.letters.replace(running.id(), spec("{\"n\":1}", null)))
                .isEqualTo(new ReplaceResult.Refused(TaskState.SUCCEEDED));
        replaced(scene.letters.replace(canceled.id(), spec("{\"n\":1}", null)));
        scene.redis.commands().del(Keys.task(canceled.id()));
        assertThat(scene.letters.replace(canceled.id(), spec("{\"n\":1}", null)))
                .isEqualTo(new ReplaceResult.Unknown());
    }

    @Test
    void aKeyOfAnotherTaskIsNamedAndNothingChanges() {
        Task owner = scene.submit(spec("{\"n\":7}", "taken"));
        scene.client.claim(scene.type, 1);
        Task old = failed(spec("{}", "k-1"));
        String before = scene.redis.commands().get(Keys.task(old.id()));
        long keys = scene.redis.commands().dbSize();

        ReplaceResult result = scene.letters.replace(old.id(), spec("{\"n\":1}", "taken"));

        assertThat(result).isEqualTo(new ReplaceResult.KeyTaken("taken", owner.id()));
        assertThat(scene.redis.commands().get(Keys.task(old.id()))).isEqualTo(before);
        assertThat(scene.redis.commands().dbSize()).isEqualTo(keys);
        assertThat(letters()).isOne();
        assertThat(scene.store.retry(old.id())).isInstanceOf(TransitionResult.Moved.class);
    }

    @Test
    void theOldOnesOwnKeyGoesToTheNewOneWhereBothHaveIt() {
        Task old = failed(spec("{\"user\":\"wrong\"}", "order-1"));

        Task next = replaced(scene.letters.replace(old.id(), spec("{\"user\":\"right\"}", "order-1")));

        assertThat(submit(spec("{\"user\":\"right\"}", "order-1")))
                .isInstanceOfSatisfying(
                        SubmitResult.Known.class,
                        known -> assertThat(known.task().id()).isEqualTo(next.id()));
        assertThat(submit(spec("{\"user\":\"wrong\"}", "order-1"))).isEqualTo(new SubmitResult.KeyReused(next.id()));
        assertThat(scene.redis.commands().pttl(Keys.shard(scene.type, 0) + "key:order-1"))
                .isEqualTo(-1);
    }

    @Test
    void aKeyThatTheNewOneDoesNotHaveStaysWithTheOldPayload() {
        Task old = failed(spec("{\"n\":1}", "given"));

        replaced(scene.letters.replace(old.id(), spec("{\"n\":2}", null)));

        assertThat(submit(spec("{\"n\":1}", "given")))
                .isInstanceOfSatisfying(
                        SubmitResult.Known.class,
                        known -> assertThat(known.task().id()).isEqualTo(old.id()));
        assertThat(submit(spec("{\"n\":2}", "given"))).isEqualTo(new SubmitResult.KeyReused(old.id()));
    }

    @Test
    void aKeyWhoseTaskIsGoneIsFree() {
        Task old = failed(spec("{}", "k-1"));
        scene.redis.commands().set(Keys.shard(scene.type, 0) + "key:k-2", "01KAQRS7N4V0X9Z2M6B8C4D3EF");

        Task next = replaced(scene.letters.replace(old.id(), spec("{\"n\":1}", "k-2")));

        assertThat(scene.redis.commands().get(Keys.shard(scene.type, 0) + "key:k-2"))
                .isEqualTo(next.id().ulid());
    }

    @Test
    void aLateSuccessOfTheOldPayloadIsNoneOfTheNewOne() {
        Task old = scene.submit(spec("{\"n\":1}", "k-1"));
        Task late = scene.client.claim(scene.type, 1).tasks().getFirst();
        for (int i = 0; i < 3; i++) {
            scene.pass(QueueScene.LEASE.plusSeconds(1));
            scene.queue.recover(scene.type, 10);
            scene.client.claim(scene.type, 1);
        }
        scene.client.settle(new Settlement(late.id(), late.fence(), new Settlement.Next.Succeeded("{\"did\":1}")));
        assertThat(scene.find(old).state()).isEqualTo(TaskState.FAILED);

        Task next = replaced(scene.letters.replace(old.id(), spec("{\"n\":2}", "k-1")));

        var claim = scene.client.claim(scene.type, 1);
        assertThat(claim.won()).isEmpty();
        assertThat(claim.tasks()).extracting(Task::id).containsExactly(next.id());
    }

    @Test
    void ofTwoReplaysOfOneLetterOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            Task old = failed(spec("{\"n\":0}", "race-" + round));
            int r = round;
            List<Callable<Boolean>> replays = IntStream.range(1, 5)
                    .<Callable<Boolean>>mapToObj(n -> n == 4
                            ? () -> scene.store.retry(old.id()) instanceof TransitionResult.Moved
                            : () -> scene.letters.replace(old.id(), spec("{\"n\":" + n + "}", "race-" + r))
                                    instanceof ReplaceResult.Replaced)
                    .toList();

            int won = 0;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Boolean> each : threads.invokeAll(replays)) {
                    won += each.get() ? 1 : 0;
                }
            }

            assertThat(won).isOne();
            List<Task> waiting = scene.client.claim(scene.type, 10).tasks();
            assertThat(waiting).hasSize(1);
            scene.client.settle(QueueScene.succeeded(waiting.getFirst()));
        }
        assertThat(scene.violations()).isZero();
    }

    @Test
    void nothingIsHalfDoneWhereRedisIsFull() {
        Task old = failed(spec("{}", "k-1"));
        scene.redis.commands().configSet("maxmemory", "1");

        assertThatThrownBy(() -> scene.letters.replace(old.id(), spec("{\"n\":1}", "k-2")))
                .isInstanceOf(QueueUnavailableException.class);

        scene.redis.commands().configSet("maxmemory", "0");
        assertThat(letters()).isOne();
        assertThat(scene.letters.fate(old.id())).isEqualTo(Fate.NONE);
        assertThat(scene.redis.commands().exists(Keys.shard(scene.type, 0) + "key:k-2"))
                .isFalse();
        replaced(scene.letters.replace(old.id(), spec("{\"n\":1}", "k-2")));
    }

    @Test
    void aLetterIsDiscardedAlsoWhereRedisIsFull() {
        Task old = failed(spec("{}", null));
        scene.redis.commands().configSet("maxmemory", "1");

        assertThat(scene.letters.discard(old.id())).isInstanceOf(TransitionResult.Moved.class);

        assertThat(letters()).isZero();
    }

    private Task failed(Task.Spec spec) {
        Task task = scene.submit(spec);
        List<Task> claimed = scene.client.claim(scene.type, 10).tasks();
        assertThat(claimed).extracting(Task::id).containsExactly(task.id());
        scene.client.settle(QueueScene.failed(claimed.getFirst(), Cause.INVALID, "no such item"));
        return task;
    }

    private SubmitResult submit(Task.Spec spec) {
        return scene.queue
                .submit(List.of(new Submission(spec, null, Duration.ZERO)))
                .getFirst();
    }

    private long letters() {
        return new LetterSearch(scene.letters, System::nanoTime)
                .find(LetterFilter.ALL, new LetterSearch.Bounds(null, 10, 10))
                .total();
    }

    private Task.Spec spec(String payload, @Nullable String key) {
        return new Task.Spec(scene.type, payload, Criticality.CRITICAL, 3, key, null, TRACE);
    }

    private static Task replaced(ReplaceResult result) {
        assertThat(result).isInstanceOf(ReplaceResult.Replaced.class);
        return ((ReplaceResult.Replaced) result).task();
    }
}
