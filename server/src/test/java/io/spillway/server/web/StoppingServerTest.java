package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.auth.Permission;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller of a node that stops is told to go elsewhere, never that something is broken. */
@Timeout(120)
final class StoppingServerTest {

    private static final int ROUNDS = 4;
    private static final int CALLERS = 16;

    @Test
    void nobodyIsToldOfAnInternalErrorWhileTheServerStops() throws Exception {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < ROUNDS; round++) {
            callWhileItStops(wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void callWhileItStops(Queue<String> wrong) throws Exception {
        Route route = Route.get("/slow", Permission.VIEW, ctx -> {
            TimeUnit.MILLISECONDS.sleep(2);
            ctx.result("done");
        });
        CountDownLatch called = new CountDownLatch(3 * CALLERS);
        List<Thread> callers = new ArrayList<>();
        try (RunningServer server = RunningServer.start(route)) {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            HttpResponse<String> answer = server.get("/slow");
                            called.countDown();
                            boolean elsewhere = answer.statusCode() == 503
                                    && answer.headers()
                                            .firstValue("Retry-After")
                                            .isPresent();
                            if (answer.statusCode() != 200 && !elsewhere) {
                                wrong.add(answer.statusCode() + " " + answer.body());
                            }
                        }
                    } catch (UncheckedIOException stopped) {
                        // Nobody listens any more.
                        called.countDown();
                    }
                }));
            }
            called.await();
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }
}
