package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.NodeStore;
import io.spillway.server.node.SeenNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** The nodes in one hash, each as the time of its last word by the clock of Redis, its incarnation, and its record in JSON. */
public final class RedisNodeStore implements NodeStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisNodeStore.class);
    private static final LuaScript ANNOUNCE = LuaScript.load("nodes_announce.lua");
    private static final LuaScript REMOVE = LuaScript.load("nodes_remove.lua");
    private static final LuaScript LIST = LuaScript.load("nodes_list.lua");
    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.NODES);
    private static final int LIMIT = 1000;
    private static final int LONGEST = 128 * 1024;

    private final RedisConnection redis;
    private final @Nullable LongSupplier clock;

    public RedisNodeStore(RedisConnection redis) {
        this(redis, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisNodeStore(RedisConnection redis, @Nullable LongSupplier clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public Announced announce(NodeRecord record, String incarnation) {
        List<String> args = List.of(
                now(),
                record.identity().name(),
                incarnation,
                StoredJson.write(JSON, record),
                Long.toString(SeenNode.ALIVE.toMillis()),
                Long.toString(SeenNode.REMEMBERED.toMillis()),
                Integer.toString(LIMIT));
        List<?> reply = (List<?>) ask(() -> redis.run(ANNOUNCE, KEYS, args));
        return switch (String.valueOf(reply.getFirst())) {
            case "written" -> new Announced.Written();
            case "full" -> new Announced.Full(LIMIT);
            case "taken" ->
                read(String.valueOf(reply.get(2)), (Long) reply.get(1))
                        .<Announced>map(Announced.Taken::new)
                        // Nonsense that looks as if it lived: it is silent soon, and then it is written over.
                        .orElseGet(Announced.Written::new);
            default -> throw new IllegalStateException("nodes_announce.lua answered " + reply.getFirst());
        };
    }

    @Override
    public void remove(String name, String incarnation) {
        ask(() -> redis.run(REMOVE, KEYS, List.of(name, incarnation)));
    }

    @Override
    public List<SeenNode> all() {
        List<String> args = List.of(now(), Integer.toString(LIMIT), Integer.toString(LONGEST));
        List<?> reply = (List<?>) ask(() -> redis.run(LIST, KEYS, args));
        long now = (Long) reply.getFirst();
        return reply.subList(1, reply.size()).stream()
                .flatMap(value -> read(String.valueOf(value), now).stream())
                .filter(node -> node.silence().compareTo(SeenNode.REMEMBERED) <= 0)
                .toList();
    }

    private String now() {
        return clock == null ? "" : Long.toString(clock.getAsLong());
    }

    /** The node, or empty where somebody else wrote what stands there. */
    private static Optional<SeenNode> read(String value, long now) {
        String[] parts = value.split(" ", 3);
        if (parts.length < 3) {
            return Optional.empty();
        }
        try {
            long at = Long.parseLong(parts[0]);
            if (at > now + SeenNode.ALIVE.toMillis()) {
                return Optional.empty();
            }
            NodeRecord record = JSON.readValue(parts[2], NodeRecord.class);
            return Optional.of(
                    new SeenNode(record, Instant.ofEpochMilli(at), Duration.ofMillis(Math.max(0, now - at))));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.debug("What stands under {} is passed over: {}", Keys.NODES, e.getMessage());
            return Optional.empty();
        }
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (JedisException e) {
            throw new UnavailableException("Redis does not answer for the nodes: " + e.getMessage(), e);
        }
    }
}
