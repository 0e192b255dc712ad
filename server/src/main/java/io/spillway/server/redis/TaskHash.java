package io.spillway.server.redis;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task as the scripts keep it: a hash of short field names. What stands in Redis is not trusted: a hash that can't be
 * a task is an {@link IllegalStateException} that names the task and the field.
 */
final class TaskHash {

    private static final Logger LOG = LoggerFactory.getLogger(TaskHash.class);

    private final TaskId id;
    private final Map<String, String> fields;

    private TaskHash(TaskId id, Map<String, String> fields) {
        this.id = id;
        this.fields = fields;
    }

    static Task task(TaskId id, Map<String, String> fields) {
        return new TaskHash(id, fields).read();
    }

    /** @param reply a flat list of field, value … as a script returns it */
    static Task task(TaskId id, List<?> reply) {
        Map<String, String> fields = new HashMap<>(reply.size());
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            fields.put(String.valueOf(reply.get(i)), String.valueOf(reply.get(i + 1)));
        }
        return task(id, fields);
    }

    /**
     * The tasks of a reply, without those that can't be read: one damaged hash must not keep the others back.
     *
     * @param reply a list of {@code {id, {field, value …}}}
     */
    static List<Task> tasks(List<?> reply) {
        return reply.stream()
                .map(each -> (List<?>) each)
                .flatMap(each ->
                        readable(() -> task(new TaskId(String.valueOf(each.get(0))), (List<?>) each.get(1))).stream())
                .toList();
    }

    /** The task, or empty and a line in the log where it can't be read. */
    static Optional<Task> readable(TaskId id, Map<String, String> fields) {
        return readable(() -> task(id, fields));
    }

    private static Optional<Task> readable(Supplier<Task> reading) {
        try {
            return Optional.of(reading.get());
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("What stands in Redis is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Task read() {
        Task.Spec spec = new Task.Spec(
                id.type(),
                required("p"),
                constant(Criticality.class, "c"),
                (int) number("ma"),
                fields.get("k"),
                fields.get("tp"));
        String cause = fields.get("fc");
        return new Task(
                id,
                constant(TaskState.class, "st"),
                spec,
                (int) number("a"),
                number("f"),
                Instant.ofEpochMilli(number("ca")),
                time("dl"),
                time("du"),
                time("sa"),
                time("fa"),
                fields.get("o"),
                fields.containsKey("ti") ? constant(Tier.class, "ti") : null,
                cause == null ? null : new Task.Failure(constant(Cause.class, "fc"), fields.getOrDefault("fm", "")),
                fields.get("r"));
    }

    private @Nullable Instant time(String field) {
        return fields.containsKey(field) ? Instant.ofEpochMilli(number(field)) : null;
    }

    private long number(String field) {
        try {
            return Long.parseLong(required(field));
        } catch (NumberFormatException e) {
            throw broken(field, e);
        }
    }

    private <E extends Enum<E>> E constant(Class<E> type, String field) {
        try {
            return Enum.valueOf(type, required(field));
        } catch (IllegalArgumentException e) {
            throw broken(field, e);
        }
    }

    private String required(String field) {
        String value = fields.get(field);
        if (value == null) {
            throw broken(field, null);
        }
        return value;
    }

    private IllegalStateException broken(String field, @Nullable Throwable cause) {
        return new IllegalStateException(
                "task " + id + " can't be read: field '" + field + "' is " + fields.get(field), cause);
    }
}
