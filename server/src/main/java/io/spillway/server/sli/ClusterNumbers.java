package io.spillway.server.sli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's numbers. Who asks for them makes this node say its own as well, in the same call and every two seconds at
 * the most: so a node that decides by the numbers has always told the others first, from its first decision on, and one that
 * can't reach the storage sees its numbers grow old.
 */
public final class ClusterNumbers {

    /** How old what is known may become before it is asked for again. */
    public static final Duration PERIOD = Duration.ofSeconds(2);

    /** Whoever asks once a second shall not wait for a third one, since the second came a little early. */
    static final Duration EARLY = Duration.ofMillis(250);

    /** A node that has been silent for longer than this does not count. */
    public static final Duration GONE = Duration.ofSeconds(10);

    /** How much later after a failure. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNumbers.class);

    private final NumbersStore store;
    private final NodeCounts counts;
    private final String node;
    private final Supplier<Duration> window;
    private final LongSupplier nanoTime;
    private volatile @Nullable Answer last;
    private long askedAt;
    private boolean cut;

    private record Answer(Reading reading, Duration watched, long at) {}

    /** @param window how much time the numbers are of, up to a minute */
    public ClusterNumbers(
            NumbersStore store, NodeCounts counts, String node, Supplier<Duration> window, LongSupplier nanoTime) {
        this.store = store;
        this.counts = counts;
        this.node = node;
        this.window = window;
        this.nanoTime = nanoTime;
        this.askedAt = nanoTime.getAsLong() - PERIOD.toNanos();
    }

    /** What is known, with its age; empty before the storage first answered. */
    public synchronized Optional<Reading> read() {
        long now = nanoTime.getAsLong();
        if (now - askedAt >= PERIOD.minus(EARLY).toNanos()) {
            // After a failure counted from there on, and longer: whoever decides waits for it.
            askedAt = exchange() ? now : nanoTime.getAsLong() + AFTER_FAILURE.toNanos();
        }
        return known();
    }

    /** The same without asking: waits for nobody. */
    public Optional<Reading> known() {
        Answer answer = last;
        if (answer == null) {
            return Optional.empty();
        }
        Reading known = answer.reading();
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - answer.at());
        return Optional.of(new Reading(
                known.types(), known.http(), known.window(), known.age().plus(since), known.sheds()));
    }

    /** For how long some node has known them without a break; empty before the storage first answered. */
    public Optional<Duration> watched() {
        Answer answer = last;
        return answer == null
                ? Optional.empty()
                : Optional.of(answer.watched().plusNanos(nanoTime.getAsLong() - answer.at()));
    }

    private boolean exchange() {
        Duration span = window.get();
        Map<Sheds, Long> sheds = counts.takeSheds();
        try {
            NumbersStore.Said said = store.exchange(node, counts.last(span), sheds);
            last = new Answer(sum(said, span), said.watched(), nanoTime.getAsLong());
            if (cut) {
                LOG.info("The cluster's numbers are known again");
            }
            cut = false;
            return true;
        } catch (RuntimeException e) {
            // Also where what another one wrote can't be used: decisions go on without numbers then.
            counts.giveBack(sheds);
            if (!cut) {
                LOG.warn("The cluster's numbers grow old, and no tier is released by old ones: {}", e.getMessage());
            }
            cut = true;
            return false;
        }
    }

    private static Reading sum(NumbersStore.Said said, Duration window) {
        Map<String, Count> types = new HashMap<>();
        Count http = Count.NONE;
        Duration oldest = Duration.ZERO;
        for (NumbersStore.Word word : said.nodes()) {
            if (word.age().compareTo(GONE) > 0) {
                continue;
            }
            word.numbers().types().forEach((type, count) -> types.merge(type, count, Count::plus));
            http = http.plus(word.numbers().http());
            oldest = word.age().compareTo(oldest) > 0 ? word.age() : oldest;
        }
        return new Reading(types, http, window, oldest, said.sheds());
    }
}
