package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierStore;
import io.spillway.server.degrade.Tiers;
import io.spillway.server.degrade.TiersUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The tiers in one hash with their revision, and the changes in a stream whose ids begin with the revision that they
 * came into force with.
 */
public final class RedisTierStore implements TierStore {

    static final int KEPT_CHANGES = 10_000;

    private static final ObjectMapper JSON =
            StoredJson.builder().addModule(new ScopeModule()).build();
    private static final List<String> KEYS = List.of(Keys.TIERS, Keys.TIER_CHANGES);

    private final RedisConnection redis;
    private final int keptChanges;
    private final LuaScript read = LuaScript.load("tiers_read.lua");
    private final LuaScript replace = LuaScript.load("tiers_replace.lua");
    private volatile TierFields last = TierFields.NONE;

    public RedisTierStore(RedisConnection redis) {
        this(redis, KEPT_CHANGES);
    }

    RedisTierStore(RedisConnection redis, int keptChanges) {
        this.redis = redis;
        this.keptChanges = keptChanges;
    }

    /** Says which state is known, and is told only what differs where no more than the last change is missing. */
    @Override
    public Tiers load() {
        TierFields known = last;
        TierHead before = known.head();
        List<?> reply = (List<?>)
                answered(() -> redis.run(read, List.of(Keys.TIERS), List.of(before.revision(), before.mark())));
        TierHead head = TierHead.of(reply);
        if (head.equals(before)) {
            return known.tiers();
        }
        Differing differing = Differing.of(reply.subList(TierHead.WORDS, reply.size()));
        TierFields fresh = differing instanceof Differing.Fields(var texts)
                        && texts.keySet().stream().allMatch(TierFields::isOfScope)
                ? known.changed(head, texts)
                : TierFields.read(answered(() -> redis.commands().hgetAll(Keys.TIERS)), known);
        last = fresh;
        return fresh.tiers();
    }

    /**
     * Calls the listener at once when another node has replaced the tiers, unless they have been read here since. Calls may be lost, or come
     * for a change of one's own.
     *
     * @return what ends the listening
     */
    public AutoCloseable listen(Runnable listener) {
        return redis.bell().listen((word, mark) -> {
            if (word.equals("tiers") && isNews(mark)) {
                listener.run();
            }
        });
    }

    /** Whether tiers of that mark were neither read nor written here last. */
    boolean isNews(String mark) {
        return !mark.equals(last.mark());
    }

    @Override
    public boolean replace(long expected, Tiers next, List<TierChange> changes) {
        TierFields known = last;
        boolean isKnown = expected > 0 && known.tiers().revision() == expected;
        TierFields before = isKnown ? known : TierFields.NONE;
        TierFields after = before.with(next);
        List<String> gone = before.goneIn(after);
        Map<String, String> written = after.writtenAfter(before);
        List<String> args = new ArrayList<>(List.of(
                Long.toString(expected),
                Long.toString(next.revision()),
                Integer.toString(keptChanges),
                Keys.BELL,
                Integer.toString(isKnown ? gone.size() : -1),
                Integer.toString(written.size()),
                before.mark()));
        args.addAll(gone);
        written.forEach((field, text) -> args.addAll(List.of(field, text)));
        changes.forEach(change -> args.add(StoredJson.write(JSON, change)));
        String mark = (String) answered(() -> redis.run(replace, KEYS, args));
        if (mark.isEmpty()) {
            return false;
        }
        last = after.marked(mark);
        return true;
    }

    @Override
    public History changesAfter(long revision) {
        long present = presentRevision();
        if (revision == present) {
            return new History.Complete(List.of());
        }
        if (revision > present || revision < 0) {
            return new History.Gone(present);
        }
        List<StreamEntry> first = answered(() -> redis.commands().xrange(Keys.TIER_CHANGES, "-", "+", 1));
        if (first.isEmpty() || isCut(first.getFirst().getID(), revision)) {
            return new History.Gone(present);
        }
        List<TierChange> changes = new ArrayList<>();
        String start = Long.toString(revision + 1);
        for (StreamEntry entry : answered(() -> redis.commands().xrange(Keys.TIER_CHANGES, start, "+"))) {
            changes.add(read(entry.getFields().getOrDefault("change", ""), TierChange.class));
        }
        return new History.Complete(changes);
    }

    /* Leaves alone what was read last: that is what the next state is compared with and written over. */
    private long presentRevision() {
        String revision = answered(() -> redis.commands().hget(Keys.TIERS, TierHead.REVISION));
        return revision == null ? 0 : TierHead.revision(revision);
    }

    /* The oldest change that is kept must be the very next one, or older. */
    private static boolean isCut(StreamEntryID oldest, long revision) {
        boolean next = oldest.getTime() == revision + 1 && oldest.getSequence() == 0;
        return !next && oldest.getTime() > revision;
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new TiersUnavailableException("what is kept under " + Keys.TIERS + " cannot be read", e);
        }
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (JedisException e) {
            throw new TiersUnavailableException("Redis does not keep the tiers now: " + e.getMessage(), e);
        }
    }
}
