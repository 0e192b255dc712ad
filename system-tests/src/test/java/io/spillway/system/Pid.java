package io.spillway.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A process that need not be a child of this one. */
record Pid(long number) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What a pid file says, if it is there and says anything. */
    static Optional<Pid> in(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(new Pid(Long.parseLong(text)));
        } catch (NoSuchFileException notStarted) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("can't read " + file, e);
        }
    }

    /** Whether it runs. One that has ended and waits for its parent to notice does not. */
    boolean runs() {
        Path stat = Path.of("/proc", Long.toString(number), "stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(number).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String line = Files.readString(stat);
            char state = line.charAt(line.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException ended) {
            return false;
        }
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() {
        ProcessHandle.of(number).ifPresent(ProcessHandle::destroyForcibly);
        Await.until("the end of process " + number, LIMIT, () -> !runs());
    }

    /** Ends it if it still runs, and still is what it was: numbers are used again. */
    void killIf(String program) {
        boolean same = ProcessHandle.of(number)
                .flatMap(handle -> handle.info().command())
                .map(command -> command.contains(program))
                .orElse(false);
        if (same && runs()) {
            kill();
        }
    }
}
