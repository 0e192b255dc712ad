package io.spillway.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that accepts one connection, reads what it is asked, never answers, and sees when the caller hangs up. */
final class SilentSite implements AutoCloseable {

    private static final long LIMIT_SECONDS = 20;

    private final ServerSocket server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private volatile String request = "";

    private SilentSite(ServerSocket server) {
        this.server = server;
    }

    static SilentSite start() {
        try {
            SilentSite site = new SilentSite(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("silent site").start(site::listen);
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Waits for a request's head to have arrived in full. */
    void awaitRequest() throws InterruptedException {
        if (!asked.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody asked within " + LIMIT_SECONDS + " s");
        }
    }

    /** Waits for the caller to hang up. */
    void awaitHangUp() throws InterruptedException {
        if (!hungUp.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the caller did not hang up within " + LIMIT_SECONDS + " s");
        }
    }

    /** The value of a header of the request. */
    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return request.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    private void listen() {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int each = in.read(); each >= 0; each = in.read()) {
                read.write(each);
                if (asked.getCount() > 0
                        && read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    request = read.toString(StandardCharsets.ISO_8859_1);
                    asked.countDown();
                }
            }
        } catch (IOException reset) {
            // Hanging up hard is hanging up as well.
        } finally {
            hungUp.countDown();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
