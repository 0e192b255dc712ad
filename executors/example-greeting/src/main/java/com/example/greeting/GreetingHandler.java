package com.example.greeting;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Writes one greeting for each guest, into a file of the guest's own. */
final class GreetingHandler implements TaskHandler<Greeting> {

    private static final Pause UNTIL_THE_DISK_HAS_ROOM = Pause.of(Duration.ofSeconds(2), Duration.ofMillis(500));
    private static final TaskType<Greeting> TYPE = TaskType.of("greeting", Greeting.class)
            .withTimeout(Duration.ofSeconds(10))
            .withRetries(Retries.DEFAULT.withPauses(Cause.DATABASE, UNTIL_THE_DISK_HAS_ROOM))
            .withLimits(Limits.NONE.withPerNode(8));

    private final String word;
    private final Path folder;

    GreetingHandler(String word, Path folder) {
        this.word = word;
        this.folder = folder;
    }

    @Override
    public TaskType<Greeting> type() {
        return TYPE;
    }

    @Override
    public Optional<String> idempotencyKey(Greeting payload) {
        return Optional.of(payload.name());
    }

    @Override
    public Outcome handle(TaskContext context, Greeting payload) throws InterruptedException {
        context.cancellation().throwIfCanceled();
        if (context.remaining().isZero()) {
            return Outcome.failed(Cause.DEADLINE, "no time was left to greet " + payload.name());
        }
        String key = URLEncoder.encode(context.idempotencyKey(), StandardCharsets.UTF_8);
        Path greeting = folder.resolve(key);
        try {
            if (Files.notExists(greeting)) {
                Path draft = folder.resolve(key + ".draft-" + context.fence());
                Files.writeString(draft, word + ", " + payload.name() + "!");
                Files.move(draft, greeting, StandardCopyOption.ATOMIC_MOVE);
            }
            return Outcome.succeeded(Map.of("greeting", Files.readString(greeting)));
        } catch (IOException e) {
            return Outcome.retry(Cause.DATABASE, "the greeting was not written: " + e);
        }
    }
}
