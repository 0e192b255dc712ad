package io.spillway.server.redis;

import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queue in Redis: a stream for each criticality of a shard, a set of delayed tasks by due time, a set of leases by
 * their end, and a hash for each task, which is the truth. Thread-safe.
 */
public final class RedisTaskQueue implements TaskQueue {

    /** A script of so many tasks holds Redis for a few milliseconds, which everybody else waits. */
    private static final int BATCH = 256;

    private static final LuaScript SUBMIT = LuaScript.load("submit.lua");
    private static final LuaScript CLAIM = LuaScript.load("claim.lua");
    private static final LuaScript SETTLE = LuaScript.load("settle.lua");
    private static final LuaScript RENEW = LuaScript.load("renew.lua");
    private static final LuaScript RECOVER = LuaScript.load("recover.lua");

    private final ShardScripts scripts;
    private final SubmissionBatch submissions;
    private final TaskQueueConfig config;

    public RedisTaskQueue(RedisConnection redis, RandomGenerator random, TaskQueueConfig config) {
        this(redis, random, config, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisTaskQueue(
            RedisConnection redis, RandomGenerator random, TaskQueueConfig config, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
        this.submissions = new SubmissionBatch(scripts, SUBMIT, random);
        this.config = config;
    }

    @Override
    public List<SubmitResult> submit(List<Submission> batch) {
        PartialSubmission progress = new PartialSubmission(submissions);
        return inBatches(batch, each -> each.spec().type(), progress::submit);
    }

    @Override
    public Claimed claim(ClaimRequest request) {
        List<String> args = new ArrayList<>(List.of(
                request.node(),
                Integer.toString(Math.min(request.max(), BATCH)),
                Long.toString(request.lease().toMillis()),
                Long.toString(config.deadLetterRetention().toMillis()),
                request.tier().name()));
        request.criticalities().forEach(each -> args.add(each.name()));

        List<?> reply = (List<?>) scripts.run(CLAIM, request.type(), 0, args);

        long next = (Long) reply.get(1);
        return new Claimed(
                TaskHash.tasks((List<?>) reply.get(2)),
                TaskHash.tasks((List<?>) reply.get(3)),
                next < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(next)));
    }

    @Override
    public List<Settlement.Result> settle(String node, List<Settlement> settlements) {
        return inBatches(settlements, each -> each.id().type(), (type, batch) -> {
            List<String> args = new ArrayList<>(3 + 6 * batch.size());
            args.add(node);
            args.add(Long.toString(config.retention().toMillis()));
            args.add(Long.toString(config.deadLetterRetention().toMillis()));
            batch.forEach(each -> args.addAll(arguments(each)));
            return ((List<?>) scripts.run(SETTLE, type, 0, args))
                    .stream().map(RedisTaskQueue::settled).toList();
        });
    }

    private static List<String> arguments(Settlement settlement) {
        String id = settlement.id().value();
        String fence = Long.toString(settlement.fence());
        return switch (settlement.next()) {
            case Settlement.Next.Succeeded(String result) -> List.of(id, fence, "succeeded", result, "", "0");
            case Settlement.Next.Failed(Task.Failure failure) ->
                List.of(id, fence, "failed", failure.cause().name(), failure.message(), "0");
            case Settlement.Next.Again(Task.Failure failure, Duration delay) ->
                List.of(id, fence, "again", failure.cause().name(), failure.message(), Long.toString(delay.toMillis()));
            case Settlement.Next.HandBack() -> List.of(id, fence, "back", "", "", "0");
        };
    }

    private static Settlement.Result settled(Object word) {
        return switch (String.valueOf(word)) {
            case "settled" -> Settlement.Result.SETTLED;
            case "stale" -> Settlement.Result.STALE;
            default -> throw new IllegalStateException("settle.lua answered '" + word + "'");
        };
    }

    @Override
    public List<Lease> renew(String node, List<Lease> leases, Duration lease) {
        List<Boolean> lost = inBatches(leases, each -> each.id().type(), (type, batch) -> {
            List<String> args = new ArrayList<>(2 + 2 * batch.size());
            args.add(node);
            args.add(Long.toString(lease.toMillis()));
            for (Lease each : batch) {
                args.add(each.id().value());
                args.add(Long.toString(each.fence()));
            }
            return ((List<?>) scripts.run(RENEW, type, 0, args))
                    .stream().map("lost"::equals).toList();
        });
        List<Lease> result = new ArrayList<>();
        for (int i = 0; i < lost.size(); i++) {
            if (lost.get(i)) {
                result.add(leases.get(i));
            }
        }
        return result;
    }

    @Override
    public List<Task> recover(String type, int max) {
        List<String> args = List.of(
                Integer.toString(Math.min(max, BATCH)),
                Long.toString(config.deadLetterRetention().toMillis()));
        return TaskHash.tasks((List<?>) scripts.run(RECOVER, type, 0, args));
    }

    @Override
    public Set<String> types() {
        return scripts.types();
    }

    @Override
    public AutoCloseable listen(Listener listener) {
        return Bell.subscribe(scripts.redis(), listener);
    }

    /** Applies a script to items of one type after the other, in bounded batches, and puts the answers back in order. */
    private static <T, R> List<R> inBatches(
            List<T> items, Function<T, String> type, BiFunction<String, List<T>, List<R>> script) {
        Map<String, List<Integer>> byType = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            byType.computeIfAbsent(type.apply(items.get(i)), _ -> new ArrayList<>())
                    .add(i);
        }
        @SuppressWarnings("unchecked")
        R[] results = (R[]) new Object[items.size()];
        byType.forEach((name, positions) -> {
            for (int from = 0; from < positions.size(); from += BATCH) {
                List<Integer> part = positions.subList(from, Math.min(from + BATCH, positions.size()));
                List<R> answers =
                        script.apply(name, part.stream().map(items::get).toList());
                for (int i = 0; i < part.size(); i++) {
                    results[part.get(i)] = answers.get(i);
                }
            }
        });
        return Arrays.asList(results);
    }
}
