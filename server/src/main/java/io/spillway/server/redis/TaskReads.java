package io.spillway.server.redis;

import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore.Glance;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads many tasks in one go. What is no task is passed over. */
final class TaskReads {

    /** From the state to the length of the note: all that a move writes but what it says. */
    private static final int MOVED = Part.NOTE.to();

    private static final CommandObject<List<String>> TIME =
            new CommandObject<>(new CommandArguments(Protocol.Command.TIME), BuilderFactory.STRING_LIST);

    private final UnifiedJedis redis;

    TaskReads(UnifiedJedis redis) {
        this.redis = redis;
    }

    Map<TaskId, Task> tasks(List<TaskId> ids) {
        Map<TaskId, Response<String>> replies = new LinkedHashMap<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            ids.forEach(id -> replies.put(id, pipeline.get(Keys.task(id))));
        }
        Map<TaskId, Task> tasks = new LinkedHashMap<>();
        replies.forEach((id, reply) -> {
            @Nullable String record = text(reply);
            if (record != null) {
                TaskRecord.readable(id, record).ifPresent(task -> tasks.put(id, task));
            }
        });
        return tasks;
    }

    Glance glance(List<TaskId> ids) {
        Map<TaskId, Response<String>> replies = new LinkedHashMap<>();
        Response<List<String>> time;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            ids.forEach(id -> replies.put(id, pipeline.getrange(Keys.task(id), 0, MOVED - 1)));
            time = pipeline.executeCommand(TIME);
        }
        Map<TaskId, String> marks = new HashMap<>();
        replies.forEach((id, reply) -> {
            @Nullable String mark = text(reply);
            if (mark != null && mark.length() == MOVED) {
                marks.put(id, mark);
            }
        });
        return new Glance(instant(time.get()), marks);
    }

    private static Instant instant(List<String> secondsAndMicros) {
        return Instant.ofEpochSecond(
                Long.parseLong(secondsAndMicros.getFirst()), Long.parseLong(secondsAndMicros.getLast()) * 1000);
    }

    /** Null where the key is of another kind: it is no task then. */
    private static @Nullable String text(Response<String> reply) {
        try {
            return reply.get();
        } catch (JedisDataException e) {
            return null;
        }
    }
}
