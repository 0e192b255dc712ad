package io.spillway.executor.httprequest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that accepts one connection, never answers, and sees when the other side hangs up. */
final class SilentService implements AutoCloseable {

    private final ServerSocket server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    SilentService() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "silent service");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Waits until the request has begun to arrive. */
    boolean awaitRequest() throws InterruptedException {
        return asked.await(10, TimeUnit.SECONDS);
    }

    boolean awaitHangUp(long millis) throws InterruptedException {
        return hungUp.await(millis, TimeUnit.MILLISECONDS);
    }

    private void listen() {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            while (in.read() >= 0) {
                asked.countDown();
            }
        } catch (IOException reset) {
            // Hanging up hard is hanging up as well.
        } finally {
            hungUp.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
