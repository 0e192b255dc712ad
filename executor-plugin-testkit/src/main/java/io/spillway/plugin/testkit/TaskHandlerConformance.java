package io.spillway.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every handler must do: the test of a handler extends this class, says which handler and which payload, and gets
 * these tests beside its own. Threads that such a test starts for itself must be daemons, so that they are not taken for
 * the handler's.
 *
 * @param <T> the payload
 */
public abstract class TaskHandlerConformance<T> {

    /** The handler under test. */
    protected abstract TaskHandler<T> handler();

    /** A payload that the handler succeeds with: an equal one at each call. */
    protected abstract T payload();

    /** How many effects the outside world shows so far; empty for a handler without an effect. */
    protected OptionalLong effects() {
        return OptionalLong.empty();
    }

    /** A payload that keeps the handler busy for long, if there is one: what cancellation is tried with. */
    protected T longPayload() {
        return payload();
    }

    /** How soon the handler leaves after it was canceled and interrupted. */
    protected Duration cancellationBound() {
        return Duration.ofSeconds(2);
    }

    @Test
    void typeIsConstantAndFitsThePayload() {
        TaskHandler<T> handler = handler();

        TaskType<T> type = handler.type();

        assertThat(handler.type()).isEqualTo(type);
        assertThat(payload()).isInstanceOf(type.payload());
        assertThat(Modifier.isPublic(type.payload().getModifiers()))
                .as("%s is public, so that the server can create it", type.payload())
                .isTrue();
    }

    @Test
    void idempotencyKeyDependsOnThePayloadAlone() {
        TaskHandler<T> handler = handler();

        Optional<String> key = handler.idempotencyKey(payload());

        assertThat(handler.idempotencyKey(payload())).isEqualTo(key);
        assertThat(key.orElse("none")).isNotBlank();
    }

    @Test
    void concurrencyKeyDependsOnThePayloadAlone() {
        TaskHandler<T> handler = handler();

        Optional<String> key = handler.concurrencyKey(payload());

        assertThat(handler.concurrencyKey(payload())).isEqualTo(key);
        assertThat(key.orElse("none")).isNotBlank();
        if (handler.type().limits().perKey() != Limits.NONE.perKey()) {
            assertThat(key).as("what the limit perKey counts by").isPresent();
        }
    }

    @Test
    void sameTaskTwiceHasItsEffectOnce() throws Exception {
        TaskHandler<T> handler = handler();
        FakeTaskContext first = contextFor(handler);
        OptionalLong before = effects();

        Outcome once = handler.handle(first, payload());
        OptionalLong afterOnce = effects();
        Outcome twice = handler.handle(first.withAttempt(2).withFence(2), payload());

        assertThat(once).isInstanceOf(Outcome.Succeeded.class);
        assertThat(twice).isInstanceOf(Outcome.Succeeded.class);
        if (before.isPresent()) {
            assertThat(afterOnce).as("effects after the first run").hasValue(before.getAsLong() + 1);
            assertThat(effects()).as("effects after the second run").isEqualTo(afterOnce);
        }
    }

    @Test
    void leavesSoonAfterItWasCanceled() throws InterruptedException {
        TaskHandler<T> handler = handler();
        FakeTaskContext context = contextFor(handler);
        Thread thread = start(handler, context);
        thread.join(100);

        context.cancel();
        thread.interrupt();

        assertLeaves(thread);
    }

    @Test
    void leavesSoonIfItWasCanceledBeforeItBegan() throws InterruptedException {
        TaskHandler<T> handler = handler();
        FakeTaskContext context = contextFor(handler);
        context.cancel();

        Thread thread = start(handler, context);
        thread.interrupt();

        assertLeaves(thread);
    }

    @Test
    void leavesNoThreadThatKeepsTheServerUp() throws Exception {
        TaskHandler<T> handler = handler();
        Set<Thread> before = nonDaemonThreads();

        handler.handle(contextFor(handler), payload());

        for (Thread thread : nonDaemonThreads()) {
            if (!before.contains(thread)) {
                assertLeaves(thread);
            }
        }
    }

    private FakeTaskContext contextFor(TaskHandler<T> handler) {
        String key = handler.idempotencyKey(payload()).orElse("task-1");
        return FakeTaskContext.create().withIdempotencyKey(key);
    }

    /* What a canceled handler returns or throws does not matter to the server: it has to leave, that is all. */
    private Thread start(TaskHandler<T> handler, FakeTaskContext context) {
        T payload = longPayload();
        Thread thread = new Thread(new FutureTask<>(() -> handler.handle(context, payload)), "task");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void assertLeaves(Thread thread) throws InterruptedException {
        thread.join(cancellationBound().toMillis());

        assertThat(thread.isAlive())
                .as("%s runs on, more than %s after it had to leave", thread, cancellationBound())
                .isFalse();
    }

    private static Set<Thread> nonDaemonThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }
}
