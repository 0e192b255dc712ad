package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSummary;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the list of dead letters holds, and for how long. */
final class LetterListTest extends LetterScene {

    @Test
    void aLetterIsThereForAsLongAsItsTaskAndNoLonger() {
        Task task = scene.failures(1, Cause.BUG, "no").getFirst();
        scene.pass(Duration.ofDays(6));
        scene.failures(1, Cause.BUG, "still no");

        assertThat(find(LetterFilter.ALL, null, 10).total()).isEqualTo(2);
        scene.pass(Duration.ofDays(2));
        assertThat(find(LetterFilter.ALL, null, 10).total()).isOne();
        assertThat(backlog()).isOne();
        scene.failures(1, Cause.BUG, "no more");
        assertThat(scene.redis
                        .commands()
                        .zscore(Keys.dead(scene.type), task.id().ulid()))
                .isNull();
        assertThat(scene.redis.commands().pttl(Keys.dead(scene.type))).isPositive();
    }

    @Test
    void theListIsBounded() {
        ManyLetters.write(scene, 100_010);
        scene.pass(Duration.ofMinutes(10));
        scene.failures(1, Cause.BUG, "one more");

        assertThat(scene.redis.commands().zcard(Keys.dead(scene.type))).isEqualTo(100_000);
        assertThat(backlog()).isEqualTo(100_000);
        assertThat(scene.store.backlog(List.of(scene.type)).get(scene.type).dropped())
                .isEqualTo(11);
    }

    @Test
    void theSummarySaysWhatFailedAndWhen() {
        for (int i = 0; i < 30; i++) {
            scene.failures(1, Cause.THIRD_PARTY, "HTTP 502 for order A-" + i);
        }
        scene.pass(Duration.ofMinutes(3));
        scene.failures(2, Cause.INVALID, "no such item");

        LetterSummary all = search.summary(LetterFilter.ALL, 1_000);
        LetterSummary some = search.summary(LetterFilter.ALL.withCause(Cause.INVALID), 1_000);
        LetterSummary sampled = search.summary(LetterFilter.ALL, 10);

        assertThat(all.groups())
                .extracting(LetterSummary.Group::pattern, LetterSummary.Group::count)
                .containsExactly(tuple("HTTP # for order A-#", 30L), tuple("no such item", 2L));
        LetterSummary.Times times = all.times();
        assertThat(times).isNotNull();
        assertThat(times.complete()).isTrue();
        assertThat(times.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(32);
        assertThat(times.counts().getLast()).isPositive();
        assertThat(some.matched()).isEqualTo(2);
        assertThat(some.looked()).isEqualTo(32);
        assertThat(sampled.looked()).isEqualTo(10);
        assertThat(sampled.total()).isEqualTo(32);
        assertThat(search.summary(LetterFilter.ofType("nobody"), 10).times()).isNull();
    }

    @Test
    void whatIsDamagedIsPassedOver() {
        List<Task> failed = scene.failures(4, Cause.BUG, "no");
        scene.redis.commands().set(Keys.task(failed.get(0).id()), "short");
        scene.redis.commands().setrange(Keys.task(failed.get(1).id()), Part.CREATED.from(), "x");
        scene.redis.commands().del(Keys.task(failed.get(2).id()));
        scene.redis.commands().zadd(Keys.dead(scene.type), scene.now, "no-ulid");

        LetterPage page = find(LetterFilter.ALL, null, 10);

        assertThat(page.letters())
                .extracting(DeadLetter::id)
                .containsExactly(failed.get(3).id());
        assertThat(page.next()).isNull();
    }

    @Test
    void whatSucceededAfterItsLeaseWasLostIsMarked() {
        scene.submit(1);
        Task late = scene.client.claim(scene.type, 1).tasks().getFirst();
        for (int i = 0; i < 3; i++) {
            scene.pass(QueueScene.LEASE.plusSeconds(1));
            scene.queue.recover(scene.type, 10);
            scene.client.claim(scene.type, 1);
        }
        scene.client.settle(new Settlement(late.id(), late.fence(), new Settlement.Next.Succeeded("{}")));

        DeadLetter letter = find(LetterFilter.ALL, null, 1).letters().getFirst();

        assertThat(letter.done()).isTrue();
        assertThat(letter.failure().cause()).isEqualTo(Cause.LEASE_LOST);
    }

    @Test
    void whatIsRetriedOrDiscardedLeavesTheListAndStaysInTheTasks() {
        List<Task> failed = scene.failures(3, Cause.BUG, "no");

        TransitionResult discarded = scene.letters.discard(failed.get(0).id());
        scene.store.retry(failed.get(1).id());

        assertThat(discarded).isInstanceOf(TransitionResult.Moved.class);
        assertThat(find(LetterFilter.ALL, null, 10).letters())
                .extracting(DeadLetter::id)
                .containsExactly(failed.get(2).id());
        assertThat(backlog()).isOne();
        assertThat(scene.letters.fate(failed.get(0).id()).discarded()).isTrue();
        assertThat(scene.letters.discard(failed.get(0).id())).isInstanceOf(TransitionResult.Refused.class);
        assertThat(scene.letters.discard(failed.get(1).id())).isInstanceOf(TransitionResult.Refused.class);

        assertThat(scene.store.retry(failed.get(0).id())).isInstanceOf(TransitionResult.Moved.class);
        assertThat(scene.letters.fate(failed.get(0).id()).discarded()).isFalse();
        assertThat(scene.violations()).isZero();
    }
}
