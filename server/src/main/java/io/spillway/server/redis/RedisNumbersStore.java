package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.sli.ClusterNumbers;
import io.spillway.server.sli.NodeNumbers;
import io.spillway.server.sli.NumbersStore;
import io.spillway.server.sli.Sheds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** The nodes' numbers in one hash, each as the time of its last word by the clock of Redis and JSON; the sheds in another. */
public final class RedisNumbersStore implements NumbersStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisNumbersStore.class);
    private static final LuaScript EXCHANGE = LuaScript.load("numbers_exchange.lua");
    private static final ObjectMapper JSON = StoredJson.builder().build();
    private static final List<String> KEYS = List.of(Keys.NUMBERS, Keys.SHEDS);
    private static final int NODES = 1000;
    private static final int LONGEST = 128 * 1024;
    private static final int SHEDS = 5000;
    private static final Duration KEPT_SHEDS = Duration.ofDays(8);

    private final RedisConnection redis;
    private final @Nullable LongSupplier clock;

    public RedisNumbersStore(RedisConnection redis) {
        this(redis, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisNumbersStore(RedisConnection redis, @Nullable LongSupplier clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public Said exchange(String node, NodeNumbers numbers, Map<Sheds, Long> sheds) {
        List<String> args = new ArrayList<>(List.of(
                clock == null ? "" : Long.toString(clock.getAsLong()),
                node,
                StoredJson.write(JSON, numbers),
                Long.toString(ClusterNumbers.GONE.toMillis()),
                Integer.toString(NODES),
                Integer.toString(LONGEST),
                Integer.toString(SHEDS),
                Long.toString(KEPT_SHEDS.toMillis())));
        sheds.forEach((name, count) -> {
            args.add(name.scope() + " " + name.tier() + " " + name.criticality());
            args.add(Long.toString(count));
        });
        try {
            List<?> reply = (List<?>) redis.run(EXCHANGE, KEYS, args);
            Duration watched = Duration.ofMillis((Long) reply.get(2));
            return new Said(words((List<?>) reply.get(0)), counts((List<?>) reply.get(1)), watched);
        } catch (JedisException e) {
            throw new UnavailableException("Redis does not answer for the numbers: " + e.getMessage(), e);
        }
    }

    private static List<Word> words(List<?> reply) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            String node = String.valueOf(reply.get(i));
            Duration age = Duration.ofMillis((Long) reply.get(i + 1));
            read(String.valueOf(reply.get(i + 2))).ifPresent(numbers -> words.add(new Word(node, numbers, age)));
        }
        return words;
    }

    /** The numbers, or empty where somebody else wrote what stands there. */
    private static Optional<NodeNumbers> read(String value) {
        try {
            return Optional.of(JSON.readValue(value, NodeNumbers.class));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.debug("What stands under {} is passed over: {}", Keys.NUMBERS, e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<Sheds, Long> counts(List<?> reply) {
        Map<Sheds, Long> counts = new HashMap<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            String[] parts = String.valueOf(reply.get(i)).split(" ", 3);
            try {
                Sheds name = new Sheds(parts[0], Tier.valueOf(parts[1]), Criticality.valueOf(parts[2]));
                counts.put(name, Long.valueOf(String.valueOf(reply.get(i + 1))));
            } catch (RuntimeException e) {
                LOG.debug("What stands under {} is passed over: {}", Keys.SHEDS, e.getMessage());
            }
        }
        return counts;
    }
}
