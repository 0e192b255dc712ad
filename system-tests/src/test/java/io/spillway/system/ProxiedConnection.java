package io.spillway.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** One connection through a {@link FaultProxy}. */
final class ProxiedConnection {

    private static final int BUFFER = 64 * 1024;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    /* Written before the request is forwarded, so before any answer to it can come. */
    private volatile boolean dropsAnswer;
    private boolean deaf;

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    /** @param ended is called once both ends are closed */
    void start(Runnable ended) {
        Thread answers = Thread.ofVirtual().name("fault-proxy-answers").start(() -> until(this::answers));
        Thread.ofVirtual().name("fault-proxy-requests").start(() -> {
            until(this::requests);
            joined(answers);
            ended.run();
        });
    }

    /** Closes both ends; the client sees a reset, not an end. */
    void reset() {
        reset(client);
        reset(server);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(alreadyClosed);
            }
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    /* A read or write that fails is one end going away: then the other goes too. */
    private void until(Pump pump) {
        try {
            pump.run();
        } catch (IOException oneEndIsGone) {
            reset();
            return;
        }
        reset();
    }

    private void requests() throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            if (!deaf && !isForwarded(buffer, length, out)) {
                return;
            }
        }
    }

    /** False if the connection is to end. */
    private boolean isForwarded(byte[] buffer, int length, OutputStream out) throws IOException {
        LockSupport.parkNanos(proxy.delay().toNanos());
        switch (proxy.next()) {
            case PASS -> out.write(buffer, 0, length);
            case RESET -> {
                return false;
            }
            case RESET_AFTER_FORWARD -> {
                dropsAnswer = true;
                out.write(buffer, 0, length);
            }
            case BLACK_HOLE -> deaf = true;
        }
        return true;
    }

    private void answers() throws IOException {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            if (dropsAnswer) {
                return;
            }
            out.write(buffer, 0, length);
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
