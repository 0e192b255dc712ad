package io.spillway.executor.httprequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that nobody waits for any more is given up at once, down to its connection. */
final class HangUpTest {

    private static final long SOON_MILLIS = 1_000;

    @TempDir
    Path folder;

    private SilentService service;
    private HttpRequestPlugin plugin;
    private TaskHandler<HttpCall> handler;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void start() throws Exception {
        service = new SilentService();
        plugin = new HttpRequestPlugin();
        FakePluginContext context = FakePluginContext.in(folder).with("allowed-hosts", service.address());
        handler = (TaskHandler<HttpCall>) plugin.handlers(context).get(0);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        plugin.close();
    }

    /** A call under way on a thread of its own. */
    private record Running(Thread thread, FutureTask<Outcome> task) {}

    private Running start(FakeTaskContext context) throws InterruptedException {
        HttpCall call = new HttpCall("GET", "http://" + service.address() + "/", Optional.empty(), Optional.empty());
        FutureTask<Outcome> task = new FutureTask<>(() -> handler.handle(context, call));
        Thread thread = new Thread(task, "task");
        thread.setDaemon(true);
        thread.start();
        assertThat(service.awaitRequest()).as("the request is under way").isTrue();
        return new Running(thread, task);
    }

    @Test
    void atACancellation() throws Exception {
        FakeTaskContext context = FakeTaskContext.create();
        Running running = start(context);

        context.cancel();

        assertCanceled(running, context);
    }

    @Test
    void atAnInterruption() throws Exception {
        FakeTaskContext context = FakeTaskContext.create();
        Running running = start(context);

        running.thread().interrupt();

        assertCanceled(running, context);
    }

    private void assertCanceled(Running running, FakeTaskContext context) throws InterruptedException {
        assertThat(service.awaitHangUp(SOON_MILLIS))
                .as("the connection is closed")
                .isTrue();
        assertThatThrownBy(() -> running.task().get(SOON_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(context.calls().get(0).failure()).contains("canceled");
        assertThat(context.calls().get(0).isClosed()).isTrue();
    }

    @Test
    void atTheDeadline() throws Exception {
        FakeTaskContext context = FakeTaskContext.create().withRemaining(Duration.ofMillis(400));
        long begin = System.nanoTime();
        Running running = start(context);

        Outcome outcome = running.task().get(400 + SOON_MILLIS, TimeUnit.MILLISECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(390));
        assertThat(outcome)
                .isEqualTo(Outcome.failed(Cause.DEADLINE, "no answer within the 400 ms that were left for it"));
        assertThat(service.awaitHangUp(SOON_MILLIS))
                .as("the connection is closed")
                .isTrue();
    }
}
