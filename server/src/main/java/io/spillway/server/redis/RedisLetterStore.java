package io.spillway.server.redis;

import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.deadletter.ReplaceResult;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.Tuple;

/** Dead letters in the keys that {@link RedisTaskQueue} works on: the failed tasks that {@link Keys#dead} lists. Thread-safe. */
public final class RedisLetterStore implements LetterStore {

    private static final LuaScript LETTERS = LuaScript.load("letters.lua");
    private static final LuaScript REPLACE = LuaScript.load("replace.lua");
    private static final LuaScript DISCARD = LuaScript.load("discard.lua");
    private static final int SHARD = 0;

    private final ShardScripts scripts;
    private final TaskQueueConfig config;
    private final TaskIds ids;

    public RedisLetterStore(RedisConnection redis, RandomGenerator random, TaskQueueConfig config) {
        this(redis, random, config, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisLetterStore(
            RedisConnection redis, RandomGenerator random, TaskQueueConfig config, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
        this.config = config;
        this.ids = new TaskIds(scripts::millis, random);
    }

    @Override
    public List<String> types() {
        return List.copyOf(scripts.types());
    }

    @Override
    public Slice read(String type, Question question) {
        List<String> args = new ArrayList<>(List.of(retention(), millis(question.since()), millis(question.until())));
        args.addAll(LetterReply.place(type, question.order(), question.after()));
        args.add(Integer.toString(question.max()));
        return LetterReply.slice(type, question.max(), (List<?>) scripts.run(LETTERS, type, SHARD, args));
    }

    @Override
    public Optional<Span> span(List<String> types, @Nullable Instant since, @Nullable Instant until) {
        // What is older may still be listed, and has expired.
        Instant oldest = Instant.ofEpochMilli(
                scripts.millis() - config.deadLetterRetention().toMillis());
        String from = millis(since == null || since.isBefore(oldest) ? oldest : since);
        String to = until == null ? "+inf" : millis(until);
        List<Response<List<Tuple>>> ends = new ArrayList<>();
        asking("when letters failed", pipeline -> {
            for (String type : types) {
                ends.add(pipeline.zrangeByScoreWithScores(Keys.dead(type), from, to, 0, 1));
                ends.add(pipeline.zrevrangeByScoreWithScores(Keys.dead(type), to, from, 0, 1));
            }
        });
        List<Instant> times = ends.stream()
                .flatMap(each -> each.get().stream())
                .map(each -> Instant.ofEpochMilli((long) each.getScore()))
                .sorted()
                .toList();
        return times.isEmpty() ? Optional.empty() : Optional.of(new Span(times.getFirst(), times.getLast()));
    }

    @Override
    public List<Long> histogram(List<String> types, Span span, Instant from, Duration step) {
        List<List<Response<Long>>> counts = new ArrayList<>();
        asking("how many letters failed when", pipeline -> {
            for (Instant at = from; !at.isAfter(span.last()); at = at.plus(step)) {
                Instant begin = at.isBefore(span.first()) ? span.first() : at;
                Instant end = at.plus(step).minusMillis(1);
                String last = millis(end.isAfter(span.last()) ? span.last() : end);
                counts.add(types.stream()
                        .map(type -> pipeline.zcount(Keys.dead(type), millis(begin), last))
                        .toList());
            }
        });
        return counts.stream()
                .map(each -> each.stream().mapToLong(Response::get).sum())
                .toList();
    }

    @Override
    public List<Task> tasks(List<TaskId> wanted) {
        List<Response<String>> records = new ArrayList<>(wanted.size());
        asking("dead letters", pipeline -> wanted.forEach(id -> records.add(pipeline.get(Keys.task(id)))));
        List<Task> tasks = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            @Nullable String record = records.get(i).get();
            if (record != null) {
                TaskRecord.readable(wanted.get(i), record).ifPresent(tasks::add);
            }
        }
        return tasks;
    }

    @Override
    public Fate fate(TaskId id) {
        List<Response<List<String>>> fields = new ArrayList<>();
        List<Response<String>> place = new ArrayList<>();
        asking("task " + id, pipeline -> {
            fields.add(pipeline.hmget(Keys.fate(id), "by", "of"));
            place.add(pipeline.getrange(Keys.task(id), Part.PLACE.from(), Part.PLACE.from()));
        });
        List<@Nullable String> values = new ArrayList<>(fields.getFirst().get());
        return new Fate(
                sibling(id, values.get(0)),
                sibling(id, values.get(1)),
                place.getFirst().get().equals("x"));
    }

    @Override
    public ReplaceResult replace(TaskId old, Task.Spec next) {
        TaskId id = ids.next(old.type(), SHARD);
        String key = next.idempotencyKey();
        List<?> reply = (List<?>) scripts.run(
                REPLACE,
                old.type(),
                old.shard(),
                List.of(
                        Keys.BELL,
                        old.type(),
                        retention(),
                        old.ulid(),
                        id.ulid(),
                        Integer.toString(next.criticality().ordinal()),
                        key == null ? "" : key,
                        RecordText.of(next, null)));
        return switch (String.valueOf(reply.getFirst())) {
            case "replaced" -> new ReplaceResult.Replaced(born(id, next, (Long) reply.get(1), (Long) reply.get(2)));
            case "before" -> new ReplaceResult.Before(sibling(old, String.valueOf(reply.get(1))));
            case "taken" ->
                new ReplaceResult.KeyTaken(
                        String.valueOf(key), TaskId.of(old.type(), SHARD, String.valueOf(reply.get(1))));
            case "refused" -> new ReplaceResult.Refused(Transitions.state(old, String.valueOf(reply.get(1))));
            case "unknown" -> new ReplaceResult.Unknown();
            default -> throw new IllegalStateException("replace.lua answered '" + reply.getFirst() + "'");
        };
    }

    private static Task born(TaskId id, Task.Spec spec, long now, long timeout) {
        Instant at = Instant.ofEpochMilli(now);
        return new Task(
                id,
                TaskState.PENDING,
                spec,
                Task.Claim.NONE,
                new Task.Times(at, timeout == 0 ? null : at.plusMillis(timeout), at, null, null, null),
                null,
                null,
                false);
    }

    @Override
    public TransitionResult discard(TaskId id) {
        return Transitions.result(id, scripts.run(DISCARD, id.type(), id.shard(), List.of(id.ulid())));
    }

    private static @Nullable TaskId sibling(TaskId id, @Nullable String ulid) {
        return TaskId.parse(id.type() + "." + id.shard() + "." + ulid).orElse(null);
    }

    private String retention() {
        return Long.toString(config.deadLetterRetention().toMillis());
    }

    private static String millis(@Nullable Instant at) {
        return at == null ? "" : Long.toString(at.toEpochMilli());
    }

    private interface Commands {
        void on(AbstractPipeline pipeline);
    }

    private void asking(String what, Commands commands) {
        try (AbstractPipeline pipeline = scripts.redis().commands().pipelined()) {
            commands.on(pipeline);
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return " + what + ": " + e.getMessage(), e);
        }
    }
}
