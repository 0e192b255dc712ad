package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import java.util.Random;
import redis.clients.jedis.AbstractPipeline;

/** Writes as many dead letters as a type may have, each a copy of one that the scripts made. */
final class ManyLetters {

    private static final int CHUNK = 5_000;

    private ManyLetters() {}

    /** Letter i failed i ms after the scene's time, with {@code HTTP 500 for order 000000i}; each thousandth with 502. */
    static void write(QueueScene scene, int count) {
        Task first = scene.failures(1, Cause.THIRD_PARTY, message(0)).getFirst();
        String record = scene.redis.commands().get(Keys.task(first.id()));
        TaskIds ids = new TaskIds(() -> scene.now, new Random(3));
        for (int from = 1; from < count; from += CHUNK) {
            try (AbstractPipeline pipeline = scene.redis.commands().pipelined()) {
                for (int i = from; i < Math.min(count, from + CHUNK); i++) {
                    TaskId id = ids.next(scene.type, 0);
                    pipeline.set(Keys.task(id), copy(record, i, scene.now + i));
                    pipeline.zadd(Keys.dead(scene.type), scene.now + i, id.ulid());
                }
            }
        }
    }

    private static String copy(String record, int i, long at) {
        return record.substring(0, Part.FINISHED.from())
                + String.format("%013d", at)
                + record.substring(Part.FINISHED.to()).replace(message(0), message(i));
    }

    private static String message(int i) {
        return String.format("HTTP %d for order %07d", i % 1000 == 0 && i > 0 ? 502 : 500, i);
    }
}
