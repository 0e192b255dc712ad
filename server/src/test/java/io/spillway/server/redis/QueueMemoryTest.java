package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waiting tasks take in Redis, against what Redis says that it has allocated. */
final class QueueMemoryTest {

    private static final int TASKS = 5000;

    @Test
    void theMemoryOfAQueueIsEstimatedFromSomeOfItsTasks() throws Exception {
        try (QueueScene scene = QueueScene.start()) {
            Task.Spec spec = new Task.Spec(
                    scene.type, "{\"x\":\"" + "a".repeat(190) + "\"}", Criticality.CRITICAL, 3, null, null, null);
            long before = used(scene.redis);
            scene.queue.submit(IntStream.range(0, TASKS)
                    .mapToObj(_ -> new Submission(spec, null, Duration.ZERO))
                    .toList());
            long grown = used(scene.redis) - before;

            long estimated = scene.store.memory().get(scene.type);

            assertThat(grown / TASKS).as("bytes a task of 200 bytes").isLessThan(700);
            assertThat((double) estimated).isBetween(0.7 * grown, 1.1 * grown);
        }
    }

    /* Without what is kept for the file and for clients, which is gone in a moment. */
    private static long used(RedisConnection redis) {
        return number(redis, "used_memory:") - number(redis, "mem_not_counted_for_evict:");
    }

    private static long number(RedisConnection redis, String name) {
        return Long.parseLong(redis.commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length()));
    }
}
