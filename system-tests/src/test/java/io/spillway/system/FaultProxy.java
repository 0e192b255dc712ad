package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A TCP proxy that can be made to fail. A request is what one read brings from the client, which holds for protocols
 * where the client waits for each answer.
 */
public final class FaultProxy implements AutoCloseable {

    /** What happens to a request. */
    public enum Mode {
        /** It is forwarded, and so is the answer. */
        PASS,
        /** Its connection is reset before it was forwarded. */
        RESET,
        /** It is forwarded, and its connection is reset when the answer comes: the effect is there, the answer is not. */
        RESET_AFTER_FORWARD,
        /** It is swallowed, and its connection stays open and deaf. */
        BLACK_HOLE
    }

    /** @param percent of the requests that it happens to */
    private record Fault(Mode mode, int percent, Duration delay) {}

    private final ServerSocket listener;
    private final int upstream;
    private final RandomGenerator random;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong faults = new AtomicLong();
    private volatile Fault fault = new Fault(Mode.PASS, 0, Duration.ZERO);

    private FaultProxy(ServerSocket listener, int upstream, RandomGenerator random) {
        this.listener = listener;
        this.upstream = upstream;
        this.random = random;
    }

    /** @param upstream a port of this machine */
    public static FaultProxy to(int upstream, RandomGenerator random) {
        try {
            ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
            FaultProxy proxy = new FaultProxy(listener, upstream, random);
            Thread.ofVirtual().name("fault-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many requests and connections met a fault. */
    public long faults() {
        return faults.get();
    }

    public void pass() {
        fault = new Fault(Mode.PASS, 0, Duration.ZERO);
    }

    /** Every request passes, and takes that much longer. */
    public void slow(Duration delay) {
        fault = new Fault(Mode.PASS, 0, delay);
    }

    /** At 100 per cent a reset does not wait for a request: it meets connections that are open, and new ones at once. */
    public void inject(Mode mode, int percent) {
        fault = new Fault(mode, percent, Duration.ZERO);
        if (refuses()) {
            open.forEach(connection -> {
                faults.incrementAndGet();
                connection.reset();
            });
        }
    }

    /** What the next request meets. */
    Mode next() {
        Fault now = fault;
        if (now.mode() == Mode.PASS || !draw(now.percent())) {
            return Mode.PASS;
        }
        faults.incrementAndGet();
        return now.mode();
    }

    Duration delay() {
        return fault.delay();
    }

    private boolean refuses() {
        return fault.mode() == Mode.RESET && fault.percent() == 100;
    }

    private boolean draw(int percent) {
        synchronized (random) {
            return random.nextInt(100) < percent;
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                accepted(listener.accept());
            } catch (SocketException closed) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void accepted(Socket client) throws IOException {
        if (refuses()) {
            faults.incrementAndGet();
            ProxiedConnection.reset(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), upstream);
        } catch (IOException upstreamIsAway) {
            ProxiedConnection.reset(client);
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(this, client, server);
        open.add(connection);
        connection.start(() -> open.remove(connection));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(ProxiedConnection::reset);
    }
}
