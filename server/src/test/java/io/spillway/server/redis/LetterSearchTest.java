package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.LetterSearch.Bounds;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dead letters are found again, in steps of a bounded length. */
final class LetterSearchTest extends LetterScene {

    @Test
    void theLastThatFailedComesFirstWheneverItWasCreated() {
        List<Task> tasks = scene.submit(3);
        scene.client.claim(scene.type, 3);
        for (int i : new int[] {1, 2, 0}) {
            scene.pass(Duration.ofSeconds(1));
            scene.client.settle(QueueScene.failed(scene.find(tasks.get(i)), Cause.BUG, "failure of " + i));
        }

        LetterPage page = find(LetterFilter.ALL, null, 10);

        assertThat(page.letters())
                .extracting(DeadLetter::id)
                .containsExactly(
                        tasks.get(0).id(), tasks.get(2).id(), tasks.get(1).id());
        assertThat(page.next()).isNull();
        assertThat(page.total()).isEqualTo(3);
        DeadLetter first = page.letters().getFirst();
        Task task = scene.find(tasks.getFirst());
        assertThat(first.failure()).isEqualTo(new DeadLetter.Failure(Cause.BUG, "failure of 0"));
        assertThat(first.failedAt()).isEqualTo(task.finishedAt());
        assertThat(first.createdAt()).isEqualTo(task.createdAt());
        assertThat(first.attempts()).isEqualTo(new DeadLetter.Attempts(1, 3, "node-a"));
        assertThat(first.done()).isFalse();
    }

    @Test
    void pagesHoldEachLetterOnceAlsoWhereManyFailedAtTheSameMoment() {
        scene.submit(60);
        scene.client.settle(scene.client.claim(scene.type, 60).tasks().stream()
                .map(QueueScene::failed)
                .toList());
        scene.failures(5, Cause.BUG, "later");

        List<DeadLetter> all = new ArrayList<>();
        LetterCursor next = null;
        do {
            LetterPage page = find(LetterFilter.ofType(scene.type), next, 7);
            all.addAll(page.letters());
            assertThat(page.looked()).isEqualTo(all.size());
            next = page.next();
        } while (next != null);

        assertThat(all).hasSize(65).doesNotHaveDuplicates();
        assertThat(all).isSortedAccordingTo((a, b) -> b.failedAt().compareTo(a.failedAt()));
    }

    @Test
    void aLetterThatLeavesTheListMovesNoOther() {
        List<Task> failed = scene.failures(20, Cause.BUG, "no");
        LetterPage first = find(LetterFilter.ALL, null, 10);
        scene.store.retry(failed.get(19).id());
        scene.store.retry(failed.get(10).id());
        scene.store.retry(failed.get(9).id());

        LetterPage second = find(LetterFilter.ALL, first.next(), 20);

        assertThat(second.letters())
                .extracting(DeadLetter::id)
                .containsExactlyElementsOf(
                        failed.subList(0, 9).reversed().stream().map(Task::id).toList());
    }

    @Test
    void typesAreMergedByTheTimeOfTheFailure() {
        List<String> types = List.of(scene.type, scene.type + "-b", scene.type + "-a", "a-" + scene.type);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            for (String type : types) {
                Task task = scene.submitTo(type);
                scene.client.claim(type, 1);
                scene.client.settle(QueueScene.failed(scene.find(task), Cause.BUG, "no"));
                expected.add(task.id().value());
            }
            scene.pass(Duration.ofMillis(i % 3));
        }

        List<DeadLetter> all = new ArrayList<>();
        LetterCursor next = null;
        do {
            LetterPage page = find(LetterFilter.ALL, next, 9);
            all.addAll(page.letters());
            next = page.next();
        } while (next != null);

        assertThat(all)
                .extracting(each -> each.id().value())
                .hasSize(160)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(all).isSortedAccordingTo((a, b) -> b.failedAt().compareTo(a.failedAt()));
    }

    @Test
    void aTimeOfFailureIsAFilterWithBothEndsIncluded() {
        List<Task> failed = scene.failures(10, Cause.BUG, "no");
        Instant third = finished(failed.get(2));
        Instant fifth = finished(failed.get(4));

        LetterPage page = find(LetterFilter.ALL.between(third, fifth), null, 10);

        assertThat(page.letters()).hasSize(3);
        assertThat(page.total()).isEqualTo(3);
        assertThat(find(LetterFilter.ALL.between(fifth, third), null, 10).letters())
                .isEmpty();
        assertThat(find(LetterFilter.ALL.between(null, third.minusSeconds(60)), null, 10)
                        .letters())
                .isEmpty();
    }

    @Test
    void aSearchInAHundredThousandLettersSaysHowFarItHasLookedAndGoesOn() {
        ManyLetters.write(scene, 100_000);
        scene.pass(Duration.ofMinutes(10));
        LetterFilter filter = LetterFilter.ofType(scene.type).withText("HTTP 502");
        AtomicLong longest = new AtomicLong();

        List<DeadLetter> all = new ArrayList<>();
        LetterCursor next = null;
        int steps = 0;
        do {
            long from = System.nanoTime();
            LetterPage page = search.find(filter, new Bounds(next, 50, 20_000));
            longest.accumulateAndGet(System.nanoTime() - from, Math::max);
            all.addAll(page.letters());
            assertThat(page.total()).isEqualTo(100_000);
            assertThat(page.looked()).isLessThanOrEqualTo(20_000L * ++steps);
            next = page.next();
        } while (next != null);

        assertThat(all).hasSize(99);
        assertThat(steps).isGreaterThanOrEqualTo(5);
        assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aSearchThatHasNoMoreTimeReturnsWhatItHas() {
        ManyLetters.write(scene, 3_000);
        scene.pass(Duration.ofMinutes(1));
        AtomicLong nanos = new AtomicLong();
        LetterSearch slow = new LetterSearch(
                scene.letters, () -> nanos.addAndGet(Duration.ofMillis(1).toNanos()));

        LetterPage page = slow.find(LetterFilter.ALL.withText("nowhere"), new Bounds(null, 10, 100_000));

        assertThat(page.letters()).isEmpty();
        assertThat(page.looked()).isBetween(1L, 1_000L);
        assertThat(page.next()).isNotNull();
    }

    @Test
    void aWalkReadsAllTasksAndFewPayloadsAtOnce() {
        List<Task> tasks = Stream.generate(() -> scene.submitWith("{\"text\":\"" + "x".repeat(300_000) + "\"}"))
                .limit(9)
                .toList();
        scene.client.claim(scene.type, 9).tasks().forEach(each -> {
            scene.pass(Duration.ofMillis(1));
            scene.client.settle(QueueScene.failed(each));
        });

        LetterSearch.Walk walk = search.walk(LetterFilter.ofType(scene.type));
        List<Task> all = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Task> some;
        while (!(some = walk.next()).isEmpty()) {
            sizes.add(some.size());
            all.addAll(some);
        }

        assertThat(all)
                .extracting(Task::id)
                .containsExactlyElementsOf(
                        tasks.reversed().stream().map(Task::id).toList());
        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(4));
    }

    @Test
    void questionsWithoutAnAnswerHaveNone() {
        LetterStore.Question question = new LetterStore.Question(null, null, LetterStore.Order.OLDEST_FIRST, null, 10);

        assertThat(scene.letters.read("nobody", question).entries()).isEmpty();
        assertThat(scene.letters.span(List.of("nobody"), null, null)).isEmpty();
        assertThat(scene.letters.tasks(List.of())).isEmpty();
    }
}
