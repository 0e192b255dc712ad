package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.Tier;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The engine on a real Redis, with handlers that do what plugins do at their worst. */
final class EngineTest extends SubmitterScene {

    @Test
    void runsWhatIsSubmittedAndKeepsTheResult() {
        Submitter submitter = running(context -> Outcome.succeeded(Map.of("key", context.idempotencyKey())));

        Task task = submit(submitter, "order-1");

        Task done = awaitEnd(task.id());
        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.result()).isEqualTo("{\"key\":\"order-1\"}");
        awaitEvent(new TaskEvent.Finished(task.id(), TaskOutcome.SUCCEEDED, Duration.ZERO, null, null));
    }

    @Test
    void triesAgainAfterAFailureThatMayPass() {
        Submitter submitter = running(
                context -> context.attempt() < 3 ? Outcome.retry(Cause.THIRD_PARTY, "away") : Outcome.succeeded());

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(done.attempt()).isEqualTo(3);
    }

    @Test
    void triesAgainWhenItIsDueAndNotWhenItHappensToLook() {
        lookingAround = Duration.ofMinutes(1);
        Submitter submitter = running(context -> context.attempt() == 1
                ? Outcome.retryAfter(Duration.ofMillis(100), Cause.THROTTLED, "slow down")
                : Outcome.succeeded());

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.attempt()).isEqualTo(2);
    }

    @Test
    void failsAfterTheLastAttempt() {
        Submitter submitter = running(_ -> Outcome.retry(Cause.DATABASE, "deadlock"));

        Task done = awaitEnd(submit(submitter, "k").id());

        assertThat(done.state()).isEqualTo(TaskState.FAILED);
        assertThat(done.attempt()).isEqualTo(3);
        assertThat(done.failure())
                .isEqualTo(new Task.Failure(Cause.DATABASE, "deadlock (not tried again: 3 of 3 attempts were made)"));
    }

    @Test
    void whateverAHandlerThrowsEndsItsAttemptAlone() {
        List<Throwable> thrown = List.of(
                new StackOverflowError(),
                new NoClassDefFoundError("gone"),
                new OutOfMemoryError("pretended"),
                new AssertionError("no"),
                new IllegalArgumentException("bad"),
                new ThreadDeathLike());
        AtomicInteger next = new AtomicInteger();
        Submitter submitter = running(_ -> {
            Throwable each = thrown.get(next.getAndIncrement() % thrown.size());
            if (each instanceof Error error) {
                throw error;
            }
            throw (Exception) each;
        });

        List<Task> ended = IntStream.range(0, 12)
                .mapToObj(i -> submit(submitter, "k" + i))
                .map(task -> awaitEnd(task.id()))
                .toList();

        assertThat(ended).allSatisfy(task -> assertThat(task.state()).isEqualTo(TaskState.FAILED));
        assertThat(ended).extracting(task -> task.failure().cause()).containsOnly(Cause.BUG, Cause.INVALID);
    }

    private static final class ThreadDeathLike extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void outgoingCallsTellWhatIsLeftOfTheCallersTime() {
        Submitter submitter = running(context -> {
            try (OutgoingCall call = context.beginCall("GET")) {
                return Outcome.succeeded(call.headers());
            }
        });

        Task done = awaitEnd(submit(submitter, "k", Duration.ofSeconds(20)).id());

        Matcher sent = Pattern.compile("\"X-Request-Timeout-Ms\":\"([0-9]+)\"").matcher(done.result());
        assertThat(sent.find()).as(done.result()).isTrue();
        assertThat(Integer.parseInt(sent.group(1))).isBetween(1, 20_000);
        assertThat(done.result()).contains("\"grpc-timeout\":\"" + sent.group(1) + "m\"");
    }

    @Test
    void runsEachOfManyTasksOnceOnTwoNodes() {
        Set<String> ran = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        ScriptedHandler.Work work = context -> {
            if (!ran.add(context.taskId())) {
                twice.incrementAndGet();
            }
            return Outcome.succeeded();
        };
        Submitter submitter = running(work);
        running(work);

        for (int batch = 0; batch < 10; batch++) {
            int from = batch;
            submitter.submit(IntStream.range(0, 300)
                    .mapToObj(i -> request("b" + from + "-" + i, null))
                    .toList());
        }

        Conditions.await("3000 tasks", () -> ran.size() == 3000 && finished() == 3000);
        assertThat(twice).hasValue(0);
    }

    @Test
    void shedsWhatATierKeepsOut() {
        Submitter submitter = running(_ -> Outcome.succeeded());

        Submitter.SubmitAnswer answer = submitter
                .submit(List.of(
                        new Submitter.SubmitRequest(type, "{}", null, Criticality.SHEDDABLE, null, null, null, null)))
                .getFirst();

        assertThat(answer).isInstanceOf(Submitter.SubmitAnswer.Shed.class);
        assertThat(events)
                .contains(new TaskEvent.Shed(type, Criticality.SHEDDABLE, Tier.L2))
                .noneMatch(TaskEvent.Finished.class::isInstance);
    }

    @Test
    void servesTheFallbackInsteadOfSheddingWhereThereIsOne() {
        String degraded = type + "-with-fallback";
        Submitter submitter = running(degraded, _ -> Outcome.succeeded(Map.of("instead", "nothing")));

        Submitter.SubmitAnswer answer = submitter
                .submit(List.of(new Submitter.SubmitRequest(
                        degraded, "{}", null, Criticality.SHEDDABLE, null, null, null, null)))
                .getFirst();

        Task done = awaitEnd(((Submitter.SubmitAnswer.Created) answer).task().id());
        assertThat(done.result()).isEqualTo("{\"instead\":\"L2\"}");
    }

    private long finished() {
        return events.stream().filter(TaskEvent.Finished.class::isInstance).count();
    }

    private void awaitEvent(TaskEvent.Finished like) {
        Conditions.await(
                "the event of " + like.id(),
                () -> events.stream()
                        .anyMatch(event -> event instanceof TaskEvent.Finished finished
                                && finished.id().equals(like.id())
                                && finished.outcome() == like.outcome()));
    }
}
