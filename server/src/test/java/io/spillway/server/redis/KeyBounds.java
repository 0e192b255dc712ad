package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Nothing that tasks leave behind in Redis grows for ever: each key expires, or is on this list, which ARCHITECTURE.md has as
 * well.
 */
final class KeyBounds {

    /** What ends with the tasks that have not ended. */
    private static final Pattern UNFINISHED = Pattern.compile("queue:[A-Z_]+|delayed:[A-Z_]+|parked(:.+)?|busy|leases");

    private static final Pattern KEY = Pattern.compile("spillway:\\{([^/}]+)/([0-9]+)}:(.+)");
    private static final String COUNTERS = "shard";
    private static final int TWO_DOZEN = 24;
    private static final int AT_ONCE = 500;

    private final RedisConnection redis;
    private final List<String> wrong = new ArrayList<>();

    private KeyBounds(RedisConnection redis) {
        this.redis = redis;
    }

    /** Fails with the keys that neither expire nor have a bound. */
    static void assertBounded(RedisConnection redis) {
        KeyBounds bounds = new KeyBounds(redis);
        bounds.all().forEach(bounds::check);
        assertThat(bounds.wrong).as("keys without an end").isEmpty();
    }

    /** How many keys of a kind expire, by the kind: {@code won}, {@code key}, and so on. */
    static Map<String, Integer> expiring(RedisConnection redis) {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String key : new KeyBounds(redis).all()) {
            Matcher matcher = KEY.matcher(key);
            if (matcher.matches() && redis.commands().pttl(key) > 0) {
                kinds.merge(matcher.group(3).split(":", 2)[0], 1, Integer::sum);
            }
        }
        return kinds;
    }

    private void check(String key) {
        if (redis.commands().pttl(key) > 0 || key.equals(Keys.TYPES)) {
            return;
        }
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches() || !isBounded(key, matcher)) {
            wrong.add(key);
        }
    }

    private boolean isBounded(String key, Matcher matcher) {
        String rest = matcher.group(3);
        if (rest.startsWith("task:")) {
            return isUnfinished(key);
        }
        if (rest.startsWith("key:")) {
            return isUnfinished("spillway:{%s/%s}:task:%s"
                    .formatted(
                            matcher.group(1), matcher.group(2), redis.commands().get(key)));
        }
        return UNFINISHED.matcher(rest).matches()
                || rest.equals(COUNTERS) && redis.commands().hlen(key) <= TWO_DOZEN;
    }

    private boolean isUnfinished(String task) {
        TaskId id = Keys.taskOf(task).orElseThrow(() -> new AssertionError("no task's key: " + task));
        return new RedisTaskStore(redis, TaskQueueConfig.DEFAULT)
                .find(id)
                .filter(found -> !found.state().isTerminal())
                .isPresent();
    }

    private List<String> all() {
        List<String> keys = new ArrayList<>();
        for (RedisMaster master : redis.masters()) {
            ScanParams params = new ScanParams().count(AT_ONCE);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                String from = cursor;
                ScanResult<String> scanned = master.ask(server -> server.scan(from, params));
                keys.addAll(scanned.getResult());
                cursor = scanned.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        return keys;
    }
}
