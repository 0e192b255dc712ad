package io.spillway.server.redis;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** One call of {@code submit.lua}: submissions of one type become tasks, or turn out to be known. */
final class SubmissionBatch {

    private final ShardScripts scripts;
    private final LuaScript script;
    private final RandomGenerator random;
    private final Set<String> listedTypes = ConcurrentHashMap.newKeySet();

    SubmissionBatch(ShardScripts scripts, LuaScript script, RandomGenerator random) {
        this.scripts = scripts;
        this.script = script;
        this.random = random;
    }

    List<SubmitResult> submit(String type, List<Submission> batch) {
        list(type);
        List<TaskId> ids = new ArrayList<>(batch.size());
        List<String> args = new ArrayList<>(2 + 9 * batch.size());
        args.add(Keys.BELL);
        args.add(type);
        long created = scripts.millis();
        for (Submission each : batch) {
            TaskId id = TaskId.create(type, 0, created, random);
            ids.add(id);
            args.addAll(arguments(id, each));
        }

        List<?> reply = (List<?>) scripts.run(script, type, 0, args);

        List<SubmitResult> results = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            String word = String.valueOf(reply.get(3 * i));
            TaskId standing = new TaskId(String.valueOf(reply.get(3 * i + 1)));
            Instant now = Instant.ofEpochMilli((Long) reply.get(3 * i + 2));
            results.add(
                    switch (word) {
                        case "accepted" -> new SubmitResult.Accepted(accepted(standing, batch.get(i), now));
                        case "known" -> known(standing, batch.get(i), now);
                        case "reused" -> new SubmitResult.KeyReused(standing);
                        default -> throw new IllegalStateException("submit.lua answered '" + word + "'");
                    });
        }
        return results;
    }

    /** Before the first task of a type, so that a node that never saw the type still lists and recovers its tasks. */
    private void list(String type) {
        if (listedTypes.contains(type)) {
            return;
        }
        try {
            scripts.redis().commands().sadd(Keys.TYPES, type);
            listedTypes.add(type);
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not take task type " + type + ": " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(TaskId id, Submission submission) {
        Task.Spec spec = submission.spec();
        Duration timeout = submission.timeout();
        return List.of(
                id.value(),
                spec.criticality().name(),
                spec.payload(),
                Sha1.hex(spec.payload()).substring(0, 16),
                orEmpty(spec.idempotencyKey()),
                Integer.toString(spec.maxAttempts()),
                timeout == null ? "" : Long.toString(timeout.toMillis()),
                Long.toString(submission.delay().toMillis()),
                orEmpty(spec.traceparent()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Task accepted(TaskId id, Submission submission, Instant now) {
        Instant due = now.plus(submission.delay());
        Duration timeout = submission.timeout();
        return new Task(
                id,
                TaskState.PENDING,
                submission.spec(),
                0,
                0,
                now,
                timeout == null ? null : due.plus(timeout),
                due,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The first submission's task as it is now; as it was submitted, where its retention ended in between or it can't be read. */
    private SubmitResult known(TaskId id, Submission submission, Instant now) {
        try {
            Map<String, String> fields = scripts.redis().commands().hgetAll(Keys.task(id));
            Optional<Task> task = fields.isEmpty() ? Optional.empty() : TaskHash.readable(id, fields);
            return new SubmitResult.Known(task.orElseGet(() -> accepted(id, submission, now)));
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return task " + id + ": " + e.getMessage(), e);
        }
    }
}
