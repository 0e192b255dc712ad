package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** Reads and changes tasks in the keys that {@link RedisTaskQueue} works on. Thread-safe. */
public final class RedisTaskStore implements TaskStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisTaskStore.class);
    private static final LuaScript CANCEL = LuaScript.load("cancel.lua");
    private static final LuaScript RETRY = LuaScript.load("retry.lua");
    private static final LuaScript BACKLOG = LuaScript.load("backlog.lua");

    private final RedisConnection redis;
    private final ShardScripts scripts;
    private final TaskQueueConfig config;

    public RedisTaskStore(RedisConnection redis, TaskQueueConfig config) {
        this(redis, config, null);
    }

    RedisTaskStore(RedisConnection redis, TaskQueueConfig config, @Nullable LongSupplier clock) {
        this.redis = redis;
        this.scripts = new ShardScripts(redis, clock);
        this.config = config;
    }

    @Override
    public Optional<Task> find(TaskId id) {
        return asking("task " + id, () -> Optional.ofNullable(redis.commands().get(Keys.task(id))))
                .map(record -> TaskRecord.task(id, record));
    }

    @Override
    public Map<TaskId, Task> find(List<TaskId> ids) {
        return asking(ids.size() + " tasks", () -> new TaskReads(redis.commands()).tasks(ids));
    }

    @Override
    public Glance glance(List<TaskId> ids) {
        return asking("a glance at " + ids.size() + " tasks", () -> new TaskReads(redis.commands()).glance(ids));
    }

    @Override
    public TransitionResult cancel(TaskId id) {
        List<String> args = List.of(
                Long.toString(config.retention().toMillis()), Keys.BELL, id.type() + "." + id.shard() + ".", id.ulid());
        return Transitions.result(id, scripts.run(CANCEL, id.type(), id.shard(), args));
    }

    @Override
    public TransitionResult retry(TaskId id) {
        return Transitions.result(
                id, scripts.run(RETRY, id.type(), id.shard(), List.of(Keys.BELL, id.type(), id.ulid())));
    }

    @Override
    public Page list(Query query) {
        List<String> types = query.type() == null ? List.copyOf(scripts.types()) : List.of(query.type());
        return asking("the list of tasks", () -> new TaskListing(redis.commands(), query).page(types));
    }

    @Override
    public Map<String, Backlog> backlog(List<String> types) {
        List<String> args = List.of(Long.toString(config.deadLetterRetention().toMillis()));
        Map<String, Backlog> result = new TreeMap<>();
        @Nullable QueueUnavailableException failure = null;
        for (String type : types) {
            try {
                result.put(type, counts((List<?>) scripts.run(BACKLOG, type, 0, args)));
            } catch (QueueUnavailableException e) {
                LOG.debug("What waits of type {} is not known: {}", type, e.getMessage());
                failure = e;
            }
        }
        if (result.isEmpty() && failure != null) {
            throw failure;
        }
        return result;
    }

    @Override
    public Map<String, Long> memory() {
        Map<String, Long> result = new TreeMap<>();
        for (String type : scripts.types()) {
            result.put(
                    type, asking("the memory of type " + type, () -> new ShardMemory(redis.commands(), type).bytes()));
        }
        return result;
    }

    private static Backlog counts(List<?> reply) {
        List<Long> numbers = new ArrayList<>();
        reply.forEach(each -> numbers.add((Long) each));
        Map<Criticality, Long> queued = new EnumMap<>(Criticality.class);
        for (Criticality each : Criticality.values()) {
            queued.put(each, numbers.get(7 + each.ordinal()));
        }
        return new Backlog(
                queued,
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(6),
                Duration.ofMillis(numbers.get(4)),
                numbers.get(5));
    }

    private static <T> T asking(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return " + what + ": " + e.getMessage(), e);
        }
    }
}
