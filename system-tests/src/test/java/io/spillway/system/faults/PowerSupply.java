package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A Redis whose power can be cut. {@code strace} sees each write and each fsync of its append-only file; after a kill, the
 * file is cut back to what an fsync had covered, since of the rest the disk may have had nothing. That is the worst that a
 * power cut may legally do; another is that some bytes behind it are there as well, up to the middle of a record perhaps.
 */
final class PowerSupply {

    private final RedisProcess redis;
    private final Path trace;
    private final boolean forgetful;
    private long before;

    private PowerSupply(RedisProcess redis, Path trace, boolean forgetful) {
        this.redis = redis;
        this.trace = trace;
        this.forgetful = forgetful;
    }

    /**
     * Starts a Redis on it.
     *
     * @param syncTakes how much longer each fsync takes than it would
     */
    static PowerSupply on(Path folder, String fsync, Duration syncTakes) {
        Path trace = folder.resolve("trace");
        List<String> strace = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-s", "0", "-y"));
        strace.addAll(List.of("-o", trace.toString(), "-e", "trace=write,fdatasync,fsync,truncate"));
        if (syncTakes.isPositive()) {
            strace.addAll(List.of("-e", "inject=fdatasync:delay_enter=" + syncTakes.toMillis() * 1_000));
        }
        return new PowerSupply(RedisProcess.traced(folder, fsync, strace), trace, !fsync.equals("always"));
    }

    /** Whether what was acknowledged can be gone after a cut. */
    boolean isForgetful() {
        return forgetful;
    }

    RedisProcess redis() {
        return redis;
    }

    /**
     * One cut.
     *
     * @param at no earlier than the last answer of the Redis that was cut off
     * @param taken the bytes that were written, and are gone
     */
    record Cut(Instant at, long taken) {}

    /**
     * Cuts the power, and leaves Redis off.
     *
     * @param random whether all is gone that may be, or how much of it
     */
    Cut cut(RandomGenerator random) {
        Instant at = kill();
        AofTrace seen = AofTrace.read(trace, before);
        long atRisk = seen.written() - seen.synced();
        long kept = seen.synced() + (random.nextBoolean() || atRisk == 0 ? 0 : random.nextLong(atRisk));
        // The file may be longer than what was seen: of the write during which Redis died, nobody told the result.
        long taken = size() - kept;
        truncate(kept);
        return new Cut(at, taken);
    }

    /** Ends Redis alone; the machine lives on, and so does what Redis had written. */
    Instant kill() {
        redis.kill();
        return Instant.now();
    }

    /**
     * Starts Redis again, on a file that was looked over first, as the documentation says: by itself, Redis leaves the
     * beginning of a transaction that was torn apart in the file, and takes it for the beginning of the next one when it
     * reads the file again.
     */
    void restart() {
        fix();
        before = size();
        redis.restart();
    }

    private void fix() {
        try {
            Process check = new ProcessBuilder("redis-check-aof", "--fix", aof().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(redis.folder().resolve("check.out").toFile())
                    .start();
            check.outputWriter().append("y\n").close();
            assertThat(check.waitFor()).as("redis-check-aof").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the file is looked over", e);
        }
    }

    private void truncate(long kept) {
        try (FileChannel file = FileChannel.open(aof(), StandardOpenOption.WRITE)) {
            file.truncate(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size() {
        try {
            return Files.size(aof());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path aof() {
        return Project.files(redis.folder().resolve("appendonlydir"), ".incr.aof")
                .getFirst();
    }
}
