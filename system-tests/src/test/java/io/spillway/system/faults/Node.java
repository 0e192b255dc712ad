package io.spillway.system.faults;

import io.spillway.system.Api;
import io.spillway.system.ServerProcess;
import io.spillway.system.ServerSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One node of a cluster: a name, and the process that bears it at the time. */
final class Node implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final ServerSetup setup;
    private final List<ServerProcess> processes = new CopyOnWriteArrayList<>();
    private volatile @Nullable ServerProcess process;
    private volatile boolean frozen;

    Node(String name, ServerSetup setup) {
        this.name = name;
        this.setup = setup;
    }

    String name() {
        return name;
    }

    void start() {
        ServerProcess started = ServerProcess.start(setup);
        processes.add(started);
        process = started;
    }

    /** All that its processes have printed, those that have died included. */
    String log() {
        return processes.stream().map(ServerProcess::log).collect(Collectors.joining());
    }

    /** The process that runs, or has just died. */
    ServerProcess process() {
        ServerProcess current = process;
        if (current == null) {
            throw new AssertionError(name + " was not started");
        }
        return current;
    }

    boolean isUp() {
        ServerProcess current = process;
        return current != null && !frozen && current.isAlive();
    }

    /** The way in, if the node is up. */
    Optional<Api> api() {
        return api(PATIENCE);
    }

    /** @param patience how long to wait for each answer */
    Optional<Api> api(Duration patience) {
        ServerProcess current = process;
        return current == null || !isUp()
                ? Optional.empty()
                : Optional.of(new Api(current.port(), current.token("admin-token"), patience));
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        process().kill();
    }

    void freeze() {
        frozen = true;
        Signal.STOP.to(process().pid());
    }

    void thaw() {
        Signal.CONT.to(process().pid());
        frozen = false;
    }

    @Override
    public void close() {
        if (frozen) {
            thaw();
        }
        ServerProcess current = process;
        if (current != null && current.isAlive()) {
            current.kill();
        }
    }
}
