package io.spillway.server.redis;

import io.spillway.server.task.TaskId;
import io.spillway.server.waiting.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds where tasks wait. Thread-safe. */
public final class RedisPlaces implements Place.Finder {

    private static final LuaScript PLACE = LuaScript.load("place.lua");

    private final ShardScripts scripts;

    public RedisPlaces(RedisConnection redis) {
        this(redis, null);
    }

    /** @param clock ms, for tests; null for the clock of Redis */
    RedisPlaces(RedisConnection redis, @Nullable LongSupplier clock) {
        this.scripts = new ShardScripts(redis, clock);
    }

    @Override
    public Optional<Place.Found> find(TaskId id) {
        List<?> reply = (List<?>) scripts.run(PLACE, id.type(), id.shard(), List.of(id.ulid()));
        Instant now = Instant.ofEpochMilli((Long) reply.get(0));
        return place(id, reply).map(place -> new Place.Found(place, now));
    }

    private static Optional<Place> place(TaskId id, List<?> reply) {
        String word = String.valueOf(reply.get(1));
        return switch (word) {
            case "none" -> Optional.empty();
            case "delayed" -> Optional.of(new Place.Delayed());
            case "queued" -> Optional.of(new Place.Queued((Long) reply.get(2), (Long) reply.get(3) == 1));
            case "parked" ->
                Optional.of(new Place.Parked(
                        String.valueOf(reply.get(2)), (Long) reply.get(3), holders(id, (List<?>) reply.get(4))));
            default -> throw new IllegalStateException("place.lua answered '" + word + "'");
        };
    }

    private static List<TaskId> holders(TaskId id, List<?> reply) {
        return reply.stream()
                .map(each -> TaskId.parse(id.type() + "." + id.shard() + "." + each))
                .flatMap(Optional::stream)
                .toList();
    }
}
