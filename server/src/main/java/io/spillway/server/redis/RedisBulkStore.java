package io.spillway.server.redis;

import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Bulk jobs beside the letters that they deal with, so that a step of a job and its progress are one script. Thread-safe. */
public final class RedisBulkStore implements BulkStore {

    private static final LuaScript START = LuaScript.load("bulk_start.lua");
    private static final LuaScript HOLD = LuaScript.load("bulk_hold.lua");
    private static final LuaScript STEP = LuaScript.load("bulk_step.lua");
    private static final LuaScript WATCH = LuaScript.load("bulk_watch.lua");
    private static final LuaScript CHANGE = LuaScript.load("bulk_change.lua");

    private static final int SHARD = 0;
    private static final int LISTED = 200;
    private static final int WATCHED = 500;
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofDays(7);

    private final ShardScripts scripts;
    private final TaskQueueConfig config;
    private final TaskIds ids;

    public RedisBulkStore(RedisConnection redis, RandomGenerator random, TaskQueueConfig config) {
        this(redis, random, config, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisBulkStore(
            RedisConnection redis, RandomGenerator random, TaskQueueConfig config, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
        this.config = config;
        this.ids = new TaskIds(scripts::millis, random);
    }

    @Override
    public Start start(BulkOrder order) {
        BulkId id = new BulkId(order.type(), ids.next(order.type(), SHARD).ulid());
        LetterFilter filter = order.filter();
        List<String> args = new ArrayList<>(List.of(
                id.ulid(),
                Long.toString(config.deadLetterRetention().toMillis()),
                millis(filter.since()),
                millis(filter.until())));
        args.addAll(BulkFields.of(order));
        // Before it begins, so that somebody carries it on whatever happens; and again after that, since who looked in
        // between found no job there, and struck it off.
        list(id);
        List<?> reply = (List<?>) scripts.run(START, id.type(), SHARD, args);
        return switch (String.valueOf(reply.getFirst())) {
            case "started" -> {
                list(id);
                yield new Start.Started(BulkFields.job(id, reply));
            }
            case "busy" -> {
                close(id);
                yield new Start.Busy(new BulkId(id.type(), String.valueOf(reply.get(1))));
            }
            default -> throw new IllegalStateException("bulk_start.lua answered '" + reply.getFirst() + "'");
        };
    }

    private void list(BulkId id) {
        asking("bulk job " + id, pipeline -> {
            pipeline.sadd(Keys.BULK_OPEN, id.value());
            pipeline.zadd(Keys.BULK_JOBS, scripts.millis(), id.value());
            pipeline.zremrangeByRank(Keys.BULK_JOBS, 0, -(LISTED + 1));
            pipeline.pexpire(Keys.BULK_JOBS, KEPT.toMillis());
        });
    }

    @Override
    public Optional<BulkJob> find(BulkId id) {
        return jobs(List.of(id)).stream().findFirst();
    }

    @Override
    public List<BulkJob> recent(int limit) {
        List<String> listed =
                asking("the bulk jobs", () -> scripts.redis().commands().zrevrange(Keys.BULK_JOBS, 0, limit - 1));
        return jobs(ids(listed));
    }

    private List<BulkJob> jobs(List<BulkId> wanted) {
        List<Response<Map<String, String>>> fields = new ArrayList<>();
        List<Response<Long>> open = new ArrayList<>();
        asking(
                "bulk jobs",
                pipeline -> wanted.forEach(id -> {
                    fields.add(pipeline.hgetAll(Keys.bulk(id)));
                    open.add(pipeline.llen(Keys.bulkOpen(id)));
                }));
        List<BulkJob> jobs = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            BulkFields.readable(wanted.get(i), fields.get(i).get(), open.get(i).get())
                    .ifPresent(jobs::add);
        }
        return jobs;
    }

    @Override
    public List<BulkId> open() {
        return ids(asking(
                "the open bulk jobs",
                () -> scripts.redis().commands().smembers(Keys.BULK_OPEN).stream()
                        .sorted()
                        .toList()));
    }

    private static List<BulkId> ids(List<String> texts) {
        return texts.stream().map(BulkId::parse).flatMap(Optional::stream).toList();
    }

    @Override
    public void close(BulkId id) {
        asking("bulk job " + id, () -> scripts.redis().commands().srem(Keys.BULK_OPEN, id.value()));
    }

    @Override
    public Optional<Held> hold(BulkId id, String node, long fence) {
        List<?> reply = (List<?>) scripts.run(
                HOLD,
                id.type(),
                SHARD,
                List.of(id.ulid(), node, Long.toString(fence), Long.toString(LEASE.toMillis())));
        return switch (String.valueOf(reply.getFirst())) {
            case "held" ->
                Optional.of(new Held(BulkFields.job(id, reply), node, (Long) reply.get(1), BulkFields.at(id, reply)));
            case "elsewhere" -> Optional.empty();
            case "unknown" -> {
                strikeOff(id);
                yield Optional.empty();
            }
            default -> throw new IllegalStateException("bulk_hold.lua answered '" + reply.getFirst() + "'");
        };
    }

    /* It may begin in between, and be listed before it is struck off: then nobody would carry it on. */
    private void strikeOff(BulkId id) {
        close(id);
        asking("bulk job " + id, () -> {
            UnifiedJedis commands = scripts.redis().commands();
            return commands.exists(Keys.bulk(id)) ? commands.sadd(Keys.BULK_OPEN, id.value()) : 0;
        });
    }

    @Override
    public Optional<Stepped> step(Held held, Step step) {
        BulkId id = held.job().id();
        End end = step.end();
        List<String> args = new ArrayList<>(List.of(
                id.ulid(),
                held.node(),
                Long.toString(held.fence()),
                Long.toString(LEASE.toMillis()),
                Keys.BELL,
                id.type(),
                BulkFields.text(step.waiting()),
                end == null ? "" : millis(end.at().failedAt()),
                end == null ? "" : end.at().id().ulid(),
                end == null ? "0" : Long.toString(end.looked()),
                step.last() ? "1" : "0"));
        for (Candidate each : step.candidates()) {
            args.add(each.at().id().ulid());
            args.add(millis(each.at().failedAt()));
            args.add(Long.toString(each.looked()));
        }
        List<?> reply = (List<?>) scripts.run(STEP, id.type(), SHARD, args);
        return switch (String.valueOf(reply.getFirst())) {
            case "went" ->
                Optional.of(new Stepped(
                        Math.toIntExact((Long) reply.get(1)),
                        Math.toIntExact((Long) reply.get(2)),
                        Duration.ofMillis((Long) reply.get(3)),
                        BulkFields.state(id, String.valueOf(reply.get(4)))));
            case "lost" -> Optional.empty();
            default -> throw new IllegalStateException("bulk_step.lua answered '" + reply.getFirst() + "'");
        };
    }

    @Override
    public void watch(BulkId id) {
        scripts.run(WATCH, id.type(), SHARD, List.of(id.ulid(), Integer.toString(WATCHED)));
    }

    @Override
    public Changed change(BulkId id, Change change) {
        List<?> reply = (List<?>) scripts.run(
                CHANGE, id.type(), SHARD, List.of(id.ulid(), change.name().toLowerCase(Locale.ROOT)));
        return switch (String.valueOf(reply.getFirst())) {
            case "changed" -> new Changed.Done(BulkFields.job(id, reply));
            case "refused" -> new Changed.Refused(BulkFields.state(id, String.valueOf(reply.get(1))));
            case "unknown" -> new Changed.Unknown();
            default -> throw new IllegalStateException("bulk_change.lua answered '" + reply.getFirst() + "'");
        };
    }

    private static String millis(@Nullable Instant at) {
        return at == null ? "" : Long.toString(at.toEpochMilli());
    }

    private interface Commands {
        void on(AbstractPipeline pipeline);
    }

    private void asking(String what, Commands commands) {
        asking(what, () -> {
            try (AbstractPipeline pipeline = scripts.redis().commands().pipelined()) {
                commands.on(pipeline);
            }
            return "";
        });
    }

    private static <T> T asking(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new QueueUnavailableException("Redis did not return " + what + ": " + e.getMessage(), e);
        }
    }
}
