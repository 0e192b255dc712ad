package io.spillway.server.redis;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** One call of {@code submit.lua}: submissions of one type become tasks, or turn out to be known. */
final class SubmissionBatch {

    private static final int SHARD = 0;

    private final ShardScripts scripts;
    private final LuaScript script;
    private final TaskIds ids;
    private final String origin;
    private final Set<String> listedTypes = ConcurrentHashMap.newKeySet();

    /** @param origin who submits, for {@link Bell} */
    SubmissionBatch(ShardScripts scripts, LuaScript script, RandomGenerator random, String origin) {
        this.scripts = scripts;
        this.script = script;
        this.origin = origin;
        this.ids = new TaskIds(scripts::millis, random);
    }

    List<SubmitResult> submit(String type, List<Submission> batch) {
        list(type);
        List<TaskId> made = new ArrayList<>(batch.size());
        List<String> args = new ArrayList<>(3 + 6 * batch.size());
        args.add(Keys.BELL);
        args.add(type);
        args.add(origin);
        for (Submission each : batch) {
            TaskId id = ids.next(type, SHARD);
            made.add(id);
            add(args, id, each);
        }

        List<?> reply = (List<?>) scripts.run(script, type, SHARD, args);

        Instant now = Instant.ofEpochMilli((Long) reply.getFirst());
        List<SubmitResult> results = new ArrayList<>(batch.size());
        int exception = 1;
        for (int i = 0; i < batch.size(); i++) {
            if (exception < reply.size() && (Long) reply.get(exception) == i) {
                TaskId standing = TaskId.of(type, SHARD, String.valueOf(reply.get(exception + 2)));
                results.add(notAccepted(String.valueOf(reply.get(exception + 1)), standing, batch.get(i), now));
                exception += 3;
            } else {
                results.add(new SubmitResult.Accepted(accepted(made.get(i), batch.get(i), now)));
            }
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

    private static void add(List<String> args, TaskId id, Submission submission) {
        Task.Spec spec = submission.spec();
        Duration timeout = submission.timeout();
        String key = spec.idempotencyKey();
        args.add(id.ulid());
        args.add(Integer.toString(spec.criticality().ordinal()));
        args.add(key == null ? "" : key);
        args.add(timeout == null ? "" : Long.toString(timeout.toMillis()));
        args.add(Long.toString(submission.delay().toMillis()));
        args.add(RecordText.of(submission));
    }

    private SubmitResult notAccepted(String word, TaskId standing, Submission submission, Instant now) {
        return switch (word) {
            case "known" -> known(standing, submission, now);
            case "reused" -> new SubmitResult.KeyReused(standing);
            default -> throw new IllegalStateException("submit.lua answered '" + word + "'");
        };
    }

    private static Task accepted(TaskId id, Submission submission, Instant now) {
        Instant due = now.plus(submission.delay());
        Duration timeout = submission.timeout();
        return new Task(
                id,
                TaskState.PENDING,
                submission.spec(),
                Task.Claim.NONE,
                new Task.Times(now, timeout == null ? null : due.plus(timeout), due, null, null, null),
                null,
                null,
                false);
    }

    /** The first submission's task as it is now; as it was submitted, where its retention ended in between or it can't be read. */
    private SubmitResult known(TaskId id, Submission submission, Instant now) {
        try {
            @Nullable String record = scripts.redis().commands().get(Keys.task(id));
            Optional<Task> task = record == null ? Optional.empty() : TaskRecord.readable(id, record);
            return new SubmitResult.Known(task.orElseGet(() -> accepted(id, submission, now)));
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return task " + id + ": " + e.getMessage(), e);
        }
    }
}
