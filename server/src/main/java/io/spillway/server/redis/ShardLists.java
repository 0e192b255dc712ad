package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/**
 * The lists of ids that a shard keeps for each state, read from a cursor on towards the older ones.
 *
 * <p>Lists are ordered by the clock of Redis, pages by the time in the ids, which is the submitting node's. The two may
 * differ by {@link #SKEW}, so each read begins that much earlier and goes on that much longer than it would have to.
 */
final class ShardLists {

    private static final long SKEW = 1000;
    private static final int CHUNK = 1000;
    private static final int CHUNKS = 50;
    private static final int SHARD = 0;
    private static final int UNSORTED_MAX = 10_000;

    private final UnifiedJedis redis;
    private final String type;
    private final String prefix;
    private final Optional<TaskId> cursor;
    private final int wanted;

    /** @param wanted how many ids that are older than the cursor are enough */
    ShardLists(UnifiedJedis redis, String type, Optional<TaskId> cursor, int wanted) {
        this.redis = redis;
        this.type = type;
        this.prefix = Keys.shard(type, SHARD);
        this.cursor = cursor;
        this.wanted = wanted;
    }

    /**
     * Ids that are older than the cursor.
     *
     * @param truncated whether the list may hold more
     * @param completeDownTo no id of the list that is missing here is newer than this age
     */
    record Slice(List<TaskId> ids, boolean truncated, String completeDownTo) {}

    /** What ids sort by: the time, and after that the random part. */
    static String age(TaskId id) {
        return id.ulid();
    }

    Slice running() {
        return whole(redis.zrange(prefix + "leases", 0, UNSORTED_MAX - 1));
    }

    /** The next ten thousand: by due time, so they come all at once. */
    Slice delayed(Criticality criticality) {
        return whole(redis.zrange(prefix + "delayed:" + criticality.name(), 0, UNSORTED_MAX - 1));
    }

    Slice parked() {
        return whole(redis.zrange(prefix + "parked", 0, UNSORTED_MAX - 1));
    }

    Slice ended(TaskState state) {
        String list = prefix + "done:" + state.name();
        String from = cursor.map(id -> Long.toString(millis(id) + SKEW)).orElse("+inf");
        Gathering gathering = new Gathering();
        for (int i = 0; i < CHUNKS && gathering.needsMore(); i++) {
            List<Tuple> chunk = redis.zrevrangeByScoreWithScores(list, from, "-inf", i * CHUNK, CHUNK);
            chunk.forEach(each -> gathering.add(each.getElement(), (long) each.getScore()));
            gathering.ended = chunk.size() < CHUNK;
        }
        return gathering.slice();
    }

    /** Entries are as old as their tasks, but for tasks that came back into the queue: those stand above the cursor. */
    Slice queued(Criticality criticality) {
        String stream = prefix + "queue:" + criticality.name();
        Gathering gathering = new Gathering();
        String from = "+";
        if (cursor.isPresent()) {
            long at = millis(cursor.get()) + SKEW;
            redis.xrevrange(stream, "+", Long.toString(at), CHUNK).forEach(each -> gathering.add(id(each), at));
            from = "(" + at;
        }
        for (int i = 0; i < CHUNKS && gathering.needsMore(); i++) {
            List<StreamEntry> chunk = redis.xrevrange(stream, from, "-", CHUNK);
            chunk.forEach(each -> gathering.add(id(each), each.getID().getTime()));
            gathering.ended = chunk.size() < CHUNK;
            if (!chunk.isEmpty()) {
                from = "(" + chunk.getLast().getID();
            }
        }
        return gathering.slice();
    }

    private static String id(StreamEntry entry) {
        return entry.getFields().getOrDefault("i", "");
    }

    private Slice whole(Collection<String> ids) {
        Gathering gathering = new Gathering();
        ids.forEach(id -> gathering.add(id, 0));
        gathering.ended = true;
        return gathering.slice();
    }

    private static long millis(TaskId id) {
        long millis = 0;
        for (char each : age(id).substring(0, 10).toCharArray()) {
            millis = millis << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(each);
        }
        return millis;
    }

    /** Ids of one list as they come, the newest by the clock of Redis first. */
    private final class Gathering {

        private final List<TaskId> ids = new ArrayList<>();
        private long enoughAt = Long.MAX_VALUE;
        private long last = Long.MAX_VALUE;
        private boolean ended;

        void add(String text, long millis) {
            last = millis;
            TaskId.parse(type + "." + SHARD + "." + text)
                    .filter(id -> cursor.isEmpty() || age(id).compareTo(age(cursor.get())) < 0)
                    .ifPresent(ids::add);
            if (ids.size() == wanted && enoughAt == Long.MAX_VALUE) {
                enoughAt = millis;
            }
        }

        boolean needsMore() {
            return !ended && (enoughAt == Long.MAX_VALUE || last >= enoughAt - SKEW);
        }

        Slice slice() {
            String oldestWanted = ids.stream()
                    .limit(wanted)
                    .map(ShardLists::age)
                    .min(String::compareTo)
                    .orElse("");
            return new Slice(ids, !ended, oldestWanted);
        }
    }
}
