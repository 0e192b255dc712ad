package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * One page of a list of tasks, newest first. Each state has a list of its own (queues, delayed set, leases, ended tasks),
 * so a page reads a bounded number of ids from each, and the tasks of the newest of them.
 *
 * <p>The cursor is the id of the page's last task: ids of one moment sort by their random part.
 */
final class TaskListing {

    private static final int UNSORTED_MAX = 1000;

    private final UnifiedJedis redis;
    private final TaskStore.Query query;
    private final Optional<TaskId> cursor;

    TaskListing(UnifiedJedis redis, TaskStore.Query query) {
        this.redis = redis;
        this.query = query;
        this.cursor = Optional.ofNullable(query.cursor()).flatMap(TaskId::parse);
    }

    TaskStore.Page page(List<String> types) {
        Set<TaskId> candidates = new HashSet<>();
        for (String type : types) {
            candidates.addAll(candidates(Keys.shard(type, 0)));
        }
        List<TaskId> newest = candidates.stream()
                .filter(id -> cursor.isEmpty() || age(id).compareTo(age(cursor.get())) < 0)
                .sorted(Comparator.comparing(TaskListing::age).reversed())
                .toList();

        List<Task> tasks = new ArrayList<>();
        int read = 0;
        while (tasks.size() < query.limit() && read < newest.size()) {
            List<TaskId> part = newest.subList(read, Math.min(newest.size(), read + query.limit()));
            read += part.size();
            for (Task task : read(part)) {
                if (tasks.size() < query.limit() && (query.state() == null || query.state() == task.state())) {
                    tasks.add(task);
                }
            }
        }
        boolean more = tasks.size() == query.limit()
                && !newest.isEmpty()
                && !newest.getLast().equals(tasks.getLast().id());
        return new TaskStore.Page(tasks, more ? tasks.getLast().id().value() : null);
    }

    private static String age(TaskId id) {
        return id.value().substring(id.value().length() - 26);
    }

    private List<TaskId> candidates(String prefix) {
        List<String> ids = new ArrayList<>();
        TaskState state = query.state();
        if (state == null || state == TaskState.RUNNING) {
            ids.addAll(redis.zrange(prefix + "leases", 0, UNSORTED_MAX - 1));
        }
        if (state == null || state == TaskState.PENDING) {
            ids.addAll(redis.zrange(prefix + "delayed", 0, UNSORTED_MAX - 1));
            for (Criticality each : Criticality.values()) {
                ids.addAll(queued(prefix + "queue:" + each.name()));
            }
        }
        for (TaskState ended : List.of(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELED)) {
            if (state == null || state == ended) {
                ids.addAll(ended(prefix + "done:" + ended.name()));
            }
        }
        return ids.stream().map(TaskId::parse).flatMap(Optional::stream).toList();
    }

    /** Entries are as old as their tasks, but for tasks that came back into the queue: those stand above the cursor. */
    private List<String> queued(String stream) {
        if (cursor.isEmpty()) {
            return ids(redis.xrevrange(stream, "+", "-", 2 * query.limit()));
        }
        String at = Long.toString(millis(cursor.get()));
        List<String> ids = new ArrayList<>(ids(redis.xrevrange(stream, "+", at, UNSORTED_MAX)));
        ids.addAll(ids(redis.xrevrange(stream, at, "-", 2 * query.limit())));
        return ids;
    }

    private static List<String> ids(List<StreamEntry> entries) {
        return entries.stream()
                .map(entry -> entry.getFields().getOrDefault("id", ""))
                .toList();
    }

    private List<String> ended(String list) {
        String newest = cursor.map(id -> Long.toString(millis(id) + 1000)).orElse("+inf");
        return redis.zrevrangeByScore(list, newest, "-inf", 0, 2 * query.limit());
    }

    private static long millis(TaskId id) {
        long millis = 0;
        for (char each : age(id).substring(0, 10).toCharArray()) {
            millis = millis << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(each);
        }
        return millis;
    }

    /** Null where the key is of another kind: it is no task then. */
    private static @Nullable Map<String, String> fields(Response<Map<String, String>> reply) {
        try {
            return reply.get();
        } catch (JedisDataException e) {
            return null;
        }
    }

    private List<Task> read(List<TaskId> ids) {
        List<Response<Map<String, String>>> replies = new ArrayList<>(ids.size());
        try (AbstractPipeline pipeline = redis.pipelined()) {
            ids.forEach(id -> replies.add(pipeline.hgetAll(Keys.task(id))));
        }
        List<Task> tasks = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            @Nullable Map<String, String> fields = fields(replies.get(i));
            if (fields != null && !fields.isEmpty()) {
                TaskHash.readable(ids.get(i), fields).ifPresent(tasks::add);
            }
        }
        return tasks;
    }
}
