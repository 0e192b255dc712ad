package io.spillway.server.redis;

import io.spillway.server.task.Lease;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
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
 * The queue in Redis: for each criticality of a shard a stream, and a set of tasks by the time that they are due; a set of
 * leases by their end; and a record of each task, which is the truth. Thread-safe.
 */
public final class RedisTaskQueue implements TaskQueue {

    /** A script of so many tasks holds Redis for a few milliseconds, which everybody else waits. */
    private static final int BATCH = 256;

    private static final LuaScript SUBMIT = LuaScript.load("submit.lua");
    private static final LuaScript RENEW = LuaScript.load("renew.lua");
    private static final LuaScript RECOVER = LuaScript.load("recover.lua");
    private static final LuaScript UNHEARD = LuaScript.load("unheard.lua");
    private static final int SHARD = 0;

    private final ShardScripts scripts;
    private final SubmissionBatch submissions;
    private final WorkCall work;
    private final TaskQueueConfig config;
    private final String origin;

    public RedisTaskQueue(RedisConnection redis, RandomGenerator random, TaskQueueConfig config) {
        this(redis, random, config, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisTaskQueue(
            RedisConnection redis, RandomGenerator random, TaskQueueConfig config, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
        this.origin = Long.toHexString(random.nextLong());
        this.submissions = new SubmissionBatch(scripts, SUBMIT, random, origin);
        this.work = new WorkCall(scripts, config);
        this.config = config;
    }

    @Override
    public List<SubmitResult> submit(List<Submission> batch) {
        PartialSubmission progress = new PartialSubmission(submissions);
        return inBatches(batch, each -> each.spec().type(), progress::submit);
    }

    @Override
    public Work.Done work(Work asked) {
        List<Settlement> settlements = asked.settlements();
        if (settlements.size() <= BATCH) {
            return work.run(asked, BATCH);
        }
        List<Settlement.Result> results = new ArrayList<>(settlements.size());
        int from = 0;
        for (; settlements.size() - from > BATCH; from += BATCH) {
            Work part = new Work(asked.type(), asked.node(), settlements.subList(from, from + BATCH), null);
            results.addAll(work.run(part, BATCH).results());
        }
        Work last = new Work(asked.type(), asked.node(), settlements.subList(from, settlements.size()), asked.claim());
        Work.Done done = work.run(last, BATCH);
        results.addAll(done.results());
        return new Work.Done(results, done.claimed());
    }

    @Override
    public Map<Lease, Loss> renew(String node, List<Lease> leases, Duration lease) {
        List<Optional<Loss>> losses = inBatches(leases, each -> each.id().type(), (type, batch) -> {
            List<String> args = new ArrayList<>(2 + 2 * batch.size());
            args.add(NodeName.padded(node));
            args.add(Long.toString(lease.toMillis()));
            for (Lease each : batch) {
                args.add(each.id().ulid());
                args.add(RecordText.fence(each.fence()));
            }
            return losses(String.valueOf(scripts.run(RENEW, type, SHARD, args)));
        });
        Map<Lease, Loss> lost = new HashMap<>();
        for (int i = 0; i < losses.size(); i++) {
            Lease each = leases.get(i);
            losses.get(i).ifPresent(loss -> lost.put(each, loss));
        }
        return lost;
    }

    private static List<Optional<Loss>> losses(String letters) {
        List<Optional<Loss>> losses = new ArrayList<>(letters.length());
        for (char letter : letters.toCharArray()) {
            losses.add(
                    switch (letter) {
                        case 'h' -> Optional.empty();
                        case 'c' -> Optional.of(Loss.CANCELED);
                        case 'l' -> Optional.of(Loss.EXPIRED);
                        default -> throw new IllegalStateException("renew.lua answered '" + letter + "'");
                    });
        }
        return losses;
    }

    @Override
    public Recovered recover(String type, int max) {
        List<String> args = List.of(
                Integer.toString(Math.min(max, BATCH)),
                Long.toString(config.deadLetterRetention().toMillis()),
                Keys.BELL,
                type);
        List<?> reply = (List<?>) scripts.run(RECOVER, type, SHARD, args);
        long next = (Long) reply.get(0);
        List<?> records = (List<?>) reply.get(1);
        List<Task> tasks = new ArrayList<>(records.size() / 2);
        for (int i = 0; i < records.size(); i += 2) {
            String ulid = String.valueOf(records.get(i));
            String record = String.valueOf(records.get(i + 1));
            TaskRecord.readable(() -> TaskRecord.task(TaskId.of(type, SHARD, ulid), record))
                    .ifPresent(tasks::add);
        }
        return new Recovered(tasks, next < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(next)));
    }

    @Override
    public List<TaskId> giveBackUnheard(String type, String node, Collection<Lease> known) {
        List<String> args = new ArrayList<>(3 + known.size());
        args.add(NodeName.padded(node));
        args.add(Keys.BELL);
        args.add(type);
        known.forEach(each -> args.add(RecordText.fence(each.fence())));
        return ((List<?>) scripts.run(UNHEARD, type, SHARD, args))
                .stream()
                        .map(each -> TaskId.of(type, SHARD, String.valueOf(each)))
                        .toList();
    }

    @Override
    public Set<String> types() {
        return scripts.types();
    }

    @Override
    public AutoCloseable listen(Listener listener) {
        return scripts.redis().bell().listen((word, argument) -> {
            String[] words = argument.split(" ", 2);
            if (word.equals("claimable") && !(words.length == 2 && words[1].equals(origin))) {
                listener.claimable(words[0]);
            } else if (word.equals("canceled")) {
                TaskId.parse(argument).ifPresent(listener::canceled);
            }
        });
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
