package io.spillway.system.faults;

import java.time.Instant;
import java.util.List;
import redis.clients.jedis.Jedis;

/**
 * What the tasks of type {@code ledger} wrote down, in a Redis of its own that no fault touches. All times are by the clock
 * of this machine.
 */
record Ledger(RedisProcess redis) {

    /**
     * One line of it.
     *
     * @param key of the payload
     * @param more what the list says besides
     */
    record Line(String key, String task, int attempt, long fence, String node, Instant at, String more) {

        private static Line parse(String text) {
            String[] parts = text.split(" ", -1);
            long micros = Long.parseLong(parts[5]);
            return new Line(
                    parts[0],
                    parts[1],
                    Integer.parseInt(parts[2]),
                    Long.parseLong(parts[3]),
                    parts[4],
                    Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                    parts[6]);
        }
    }

    /** Attempts that began. */
    List<Line> starts() {
        return lines("starts");
    }

    /** Attempts whose effect was applied; two of a key are a double effect. */
    List<Line> effects() {
        return lines("effects");
    }

    /** Attempts that came to an effect that was there: without the key that they knew it by, it would be there twice. */
    List<Line> repeats() {
        return lines("repeats");
    }

    /** Attempts that were refused for their fence, at their {@code begin} or their {@code effect}. */
    List<Line> refusals() {
        return lines("refusals");
    }

    /** Handlers that were interrupted, {@code canceled} if their token said so. */
    List<Line> stops() {
        return lines("stops");
    }

    /** How many effects there are. */
    long count() {
        try (Jedis client = redis.client()) {
            return client.llen("effects");
        }
    }

    private List<Line> lines(String list) {
        try (Jedis client = redis.client()) {
            return client.lrange(list, 0, -1).stream().map(Line::parse).toList();
        }
    }
}
