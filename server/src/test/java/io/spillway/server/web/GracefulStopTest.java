package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Role;
import io.spillway.server.testing.Conditions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GracefulStopTest {

    private static final long LIMIT_SECONDS = 10;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final RunningServer server = RunningServer.start(Route.get("/slow", Permission.VIEW, ctx -> {
        begun.countDown();
        if (!goOn.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody told it to go on");
        }
        ctx.result("done");
    }));
    private final int port = server.uri("/").getPort();

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    @Test
    void aRequestUnderWayGetsItsAnswer() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = slow();
        Thread stopping = Thread.ofPlatform().start(server.server()::close);
        awaitRefused();
        assertThat(stopping.join(GracefulStop.PATIENCE.dividedBy(2)))
                .as("the stop waits")
                .isFalse();
        assertThat(answer).isNotDone();

        goOn.countDown();
        assertThat(answer.get(LIMIT_SECONDS, TimeUnit.SECONDS).body()).isEqualTo("done");
        assertThat(stopping.join(Duration.ofSeconds(LIMIT_SECONDS))).isTrue();
    }

    @Test
    void aNewRequestOnAnOpenConnectionIsToBeSentElsewhere() throws Exception {
        try (Kept kept = new Kept()) {
            assertThat(kept.status("/-/healthy")).isEqualTo(200);
            slow();
            Thread stopping = Thread.ofPlatform().start(server.server()::close);
            awaitRefused();

            String refused = kept.answer("/-/healthy");
            assertThat(refused)
                    .satisfiesAnyOf(
                            closed -> assertThat(closed).isEmpty(),
                            told -> assertThat(told).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1"));
            goOn.countDown();
            stopping.join();
        }
    }

    @Test
    void whatTakesLongerThanThePatienceDoesNotHoldUpTheStop() throws Exception {
        slow();

        assertThat(stopTakes()).isBetween(GracefulStop.PATIENCE, Duration.ofSeconds(3));
    }

    @Test
    void connectionsWithoutARequestDoNotHoldUpTheStop() throws Exception {
        List<Kept> idle = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            idle.add(new Kept());
            assertThat(idle.get(i).status("/-/healthy")).isEqualTo(200);
        }

        assertThat(stopTakes()).isLessThan(GracefulStop.PATIENCE);
        for (Kept each : idle) {
            each.close();
        }
    }

    @Test
    void openStreamsDoNotHoldUpTheStop() throws Exception {
        HttpResponse<InputStream> stream = server.client()
                .send(
                        server.request("/api/v1/degradation/watch")
                                .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);

        assertThat(stopTakes()).isLessThan(GracefulStop.PATIENCE);
        try (InputStream body = stream.body()) {
            assertThat(body.readAllBytes()).isNotEmpty();
        }
    }

    private CompletableFuture<HttpResponse<String>> slow() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = server.client()
                .sendAsync(
                        server.request("/slow")
                                .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(begun.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return answer;
    }

    private Duration stopTakes() {
        long begin = System.nanoTime();
        server.server().close();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void awaitRefused() {
        Conditions.await("new connections to be refused", () -> {
            try (Kept another = new Kept()) {
                return another.socket.isClosed();
            } catch (IOException refused) {
                return true;
            }
        });
    }

    /** A connection that is kept between requests. */
    private final class Kept implements AutoCloseable {

        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);

        Kept() throws IOException {
            socket.setSoTimeout((int) Duration.ofSeconds(LIMIT_SECONDS).toMillis());
        }

        int status(String path) throws IOException {
            return Integer.parseInt(answer(path).split(" ", 3)[1]);
        }

        /** What came in one piece; empty where the connection was closed. */
        String answer(String path) throws IOException {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                byte[] read = new byte[16 * 1024];
                int length = in.read(read);
                return length < 0 ? "" : new String(read, 0, length, StandardCharsets.UTF_8);
            } catch (java.net.SocketException reset) {
                return "";
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
