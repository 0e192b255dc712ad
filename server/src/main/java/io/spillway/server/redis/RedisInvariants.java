package io.spillway.server.redis;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Proves that every unfinished task is in exactly one place: walks over all tasks, a bounded step at a time, one
 * master of a cluster after the other, and asks a script for each whether it is where its state says. Not thread-safe.
 */
public final class RedisInvariants {

    /** What can be wrong, as {@code check.lua} names it. */
    public static final List<String> KINDS = List.of("nowhere", "twice", "ended");

    private static final Logger LOG = LoggerFactory.getLogger(RedisInvariants.class);
    private static final LuaScript CHECK = LuaScript.load("check.lua");
    /** So few, that nobody waits for Redis for longer than a millisecond or two meanwhile. */
    private static final int STEP = 32;

    /** How many steps to make before the masters of a cluster are asked for again. */
    private static final int STEPS_WITH_THE_SAME = 64;

    private static final int LOGGED = 10;

    private final RedisConnection redis;
    private final ShardScripts scripts;
    private final Map<String, Long> found = new HashMap<>();
    private final Deque<String> unwalked = new ArrayDeque<>();
    private Map<String, RedisMaster> masters = Map.of();
    private int steps;
    private String cursor = ScanParams.SCAN_POINTER_START;

    public RedisInvariants(RedisConnection redis) {
        this.redis = redis;
        this.scripts = new ShardScripts(redis, null);
    }

    /**
     * Looks at some keys.
     *
     * @return at the end of a walk over all of them, how many tasks of each kind it found
     * @throws QueueUnavailableException if Redis does not answer; the walk goes on where it was
     */
    public Optional<Map<String, Long>> step() {
        Optional<RedisMaster> master = next();
        if (master.isEmpty()) {
            return Optional.empty();
        }
        ScanResult<String> keys = scan(master.get());
        keys.getResult().stream()
                .map(Keys::taskOf)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(id -> id.type() + "/" + id.shard()))
                .values()
                .forEach(this::check);
        cursor = keys.getCursor();
        if (keys.isCompleteIteration()) {
            unwalked.removeFirst();
        }
        if (!unwalked.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> counts = new TreeMap<>();
        KINDS.forEach(kind -> counts.put(kind, found.getOrDefault(kind, 0L)));
        return Optional.of(counts);
    }

    /** The master to look at now; empty where it is no longer one, and the walk has to begin anew. */
    private Optional<RedisMaster> next() {
        if (steps++ % STEPS_WITH_THE_SAME == 0) {
            masters = Map.of();
            masters = asking(redis::masters).stream().collect(Collectors.toMap(RedisMaster::name, Function.identity()));
        }
        if (unwalked.isEmpty()) {
            found.clear();
            cursor = ScanParams.SCAN_POINTER_START;
            unwalked.addAll(masters.keySet());
        }
        Optional<RedisMaster> next = Optional.ofNullable(unwalked.peekFirst()).map(masters::get);
        if (next.isEmpty()) {
            unwalked.clear();
        }
        return next;
    }

    private ScanResult<String> scan(RedisMaster master) {
        ScanParams params = new ScanParams().match("spillway:{*}:task:*").count(STEP);
        return asking(() -> master.ask(redis -> redis.scan(cursor, params)));
    }

    private <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            steps = 0;
            throw new QueueUnavailableException("Redis did not list its tasks: " + e.getMessage(), e);
        }
    }

    private void check(List<TaskId> ids) {
        TaskId first = ids.getFirst();
        List<?> reply = (List<?>) scripts.run(
                CHECK,
                first.type(),
                first.shard(),
                ids.stream().map(TaskId::ulid).toList());
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            String kind = String.valueOf(reply.get(i + 1));
            if (found.merge(kind, 1L, Long::sum) <= LOGGED) {
                LOG.error("Task {} breaks an invariant ({}): see the runbook of InvariantViolated", reply.get(i), kind);
            }
        }
    }
}
