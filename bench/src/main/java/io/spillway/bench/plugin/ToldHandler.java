package io.spillway.bench.plugin;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;

/** Waits until it is told to stop, and writes down when that was: the task's id and microseconds since 1970. */
final class ToldHandler implements TaskHandler<Text> {

    private final Path file;

    ToldHandler(Path file) {
        this.file = file;
    }

    @Override
    public TaskType<Text> type() {
        return TaskType.of("bench-told", Text.class).withTimeout(Duration.ofMinutes(10));
    }

    @Override
    public Outcome handle(TaskContext context, Text payload) throws InterruptedException, IOException {
        try {
            new CountDownLatch(1).await();
            return Outcome.succeeded();
        } catch (InterruptedException told) {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            write(context.taskId() + " " + now + "\n");
            throw told;
        }
    }

    private synchronized void write(String line) throws IOException {
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
