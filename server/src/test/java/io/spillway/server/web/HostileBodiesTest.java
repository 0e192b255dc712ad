package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.ReadResult;
import io.spillway.server.alert.WebhookReader;
import io.spillway.server.auth.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are meant to do harm: none of them is kept, and none is read to its end. */
final class HostileBodiesTest {

    private static final String PATH = "/api/v1/alertmanager";
    private static final int MIB = 1 << 20;

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private int post(byte[] body, boolean saysHowLong) {
        var publisher = saysHowLong
                ? BodyPublishers.ofByteArray(body)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        return server.send(server.request(PATH)
                        .POST(publisher)
                        .header("Authorization", "Bearer " + server.token(Role.WEBHOOK))
                        .header("Content-Type", "application/json"))
                .statusCode();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AlertWebhook.Answer read(byte[] body) {
        ReadResult result = new WebhookReader().read(body);
        assertThat(result).isInstanceOf(ReadResult.Refused.class);
        return new AlertWebhook.Answer.Refused(List.of(new AlertWebhook.FieldProblem("", "is wrong")));
    }

    @Test
    void leaveNothingBehindInTheMemory() {
        server.webhook = HostileBodiesTest::read;
        byte[] huge = bytes(" ".repeat(9 * MIB));
        byte[] deep = bytes("{\"alerts\":" + "[".repeat(7 * MIB));
        byte[] deepObjects = bytes("{\"a\":".repeat(MIB));
        byte[] twice = bytes(
                "{\"version\":\"4\"," + "\"%s\":1,".formatted("x".repeat(64)).repeat(MIB / 16) + "\"y\":1}");
        byte[] name = bytes("{\"" + "n".repeat(7 * MIB) + "\":1}");
        round(huge, deep, deepObjects, twice, name);
        long before = used();

        for (int i = 0; i < 20; i++) {
            round(huge, deep, deepObjects, twice, name);
        }

        assertThat(used() - before).as("of 800 MiB of bodies").isLessThan(16L * MIB);
    }

    private void round(byte[] huge, byte[] deep, byte[] deepObjects, byte[] twice, byte[] name) {
        assertThat(post(huge, true)).isEqualTo(413);
        assertThat(post(huge, false)).isEqualTo(413);
        for (byte[] each : List.of(deep, deepObjects, twice, name)) {
            assertThat(post(each, true)).isEqualTo(400);
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /* That it is 413 is seen above: here the answer may be lost with the connection that the server closes. */
    @Test
    void areRefusedLongBeforeTheirEnd() throws IOException {
        long sent = 0;
        try (Socket socket = new Socket("127.0.0.1", server.server().port())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(bytes("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + server.token(Role.WEBHOOK) + "\r\nContent-Length: " + 1024L * MIB
                    + "\r\n\r\n"));
            byte[] piece = bytes(" ".repeat(64 * 1024));
            try {
                while (sent < 1024L * MIB && in.available() == 0) {
                    out.write(piece);
                    sent += piece.length;
                }
            } catch (SocketException closed) {
                // As it should be.
            }
        }

        assertThat(sent).isLessThan(128L * MIB);
    }
}
