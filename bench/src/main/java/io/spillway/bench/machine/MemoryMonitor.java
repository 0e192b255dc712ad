package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Sees when Linux's memory monitor (DAMON, by its thread {@code kdamond}) holds a processor. It looks over the memory of the whole machine in
 * one go, which takes it 10 to 50 ms where several gigabytes are in use, and a kernel without preemption lets nothing else run on that
 * processor meanwhile, whatever its priority. Where there is no such thread, or no {@code /proc}, nothing is seen.
 */
public final class MemoryMonitor implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(4);

    /** Of one look. Several times a second it runs for less, which is nobody's loss. */
    private static final long NOTABLE_NANOS = 2_000_000;

    private final List<Path> threads = threads();
    private final Pauses pauses = new Pauses();
    private final Thread watching =
            Thread.ofPlatform().daemon().name("memory-monitor").unstarted(this::look);
    private volatile boolean closed;

    private MemoryMonitor() {}

    public static MemoryMonitor watch() {
        MemoryMonitor monitor = new MemoryMonitor();
        if (!monitor.threads.isEmpty()) {
            monitor.watching.start();
        }
        return monitor;
    }

    /** Those seen so far. */
    public Pauses pauses() {
        return pauses;
    }

    private void look() {
        long lookedAt = System.nanoTime();
        long before = ran();
        while (!closed) {
            LockSupport.parkNanos(LOOK.toNanos());
            long ran = ran();
            long now = System.nanoTime();
            if (ran - before >= NOTABLE_NANOS) {
                pauses.note(lookedAt, now, ran - before);
            }
            lookedAt = now;
            before = ran;
        }
    }

    /** Nanoseconds that the threads ran since the machine's start. */
    private long ran() {
        long sum = 0;
        for (Path each : threads) {
            try {
                sum += Long.parseLong(Files.readString(each).split(" ", 2)[0]);
            } catch (IOException gone) {
                // Then it runs no more.
            }
        }
        return sum;
    }

    private static List<Path> threads() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(each -> command(each).startsWith("kdamond"))
                    .map(each -> each.resolve("schedstat"))
                    .toList();
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    private static String command(Path process) {
        try {
            return Files.readString(process.resolve("comm"));
        } catch (IOException noProcess) {
            return "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        if (watching.isAlive()) {
            watching.join();
        }
    }
}
