package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BoardEventsTest {

    private static final int ROUNDS = 300;
    private static final String FILLER = "x".repeat(256 * 1024);

    @Test
    void aClientThatReadsNothingIsDroppedAndHoldsUpNobody() throws Exception {
        AtomicInteger round = new AtomicInteger();
        try (EventStreams streams = new EventStreams("board", StreamConfig.DEFAULT, () -> Fakes.NOW, (_, _) -> {})) {
            BoardEvents board = new BoardEvents(
                    Map.of(
                            "big",
                            () -> Json.object()
                                    .put("n", round.incrementAndGet())
                                    .put("filler", FILLER)),
                    streams);
            try (RunningServer server = RunningServer.start(Route.stream("/big", Permission.VIEW, board));
                    Socket socket = new Socket("127.0.0.1", server.server().port())) {
                socket.getOutputStream()
                        .write(("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                        + server.token(Role.ADMIN) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(20_000);
                readUntil(socket.getInputStream(), "event: big");

                for (int i = 0; i < ROUNDS; i++) {
                    board.runOnce();
                }

                assertThat(readToEnd(socket.getInputStream())).isLessThan((long) ROUNDS * FILLER.length());
            }
        }
    }

    private static void readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("the stream ended after: %s", read).isNotNegative();
            read.append((char) next);
        }
    }

    /* Reads what was on its way: less than everything, if the server gave up on this client. */
    private static long readToEnd(InputStream in) throws IOException {
        long count = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
            }
        } catch (SocketException cut) {
            return count;
        }
        return count;
    }
}
