package io.spillway.server.deadletter;

import io.spillway.server.deadletter.LetterStore.Entry;
import io.spillway.server.deadletter.LetterStore.Order;
import io.spillway.server.deadletter.LetterStore.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Reads the letters of some types one after the other, in one order over all of them, and a bounded number at a time. */
final class LetterReader {

    /** As many as a page may need; after that, as many as hold Redis for about a millisecond. */
    private static final int FIRST = 64;

    private static final int NEXT = 500;

    private final LetterStore store;
    private final @Nullable Instant since;
    private final @Nullable Instant until;
    private final Order order;
    private final PriorityQueue<Source> sources;
    private long total;
    private long passed;
    private long read;

    /** @param after only what is behind this place; null for all */
    LetterReader(
            LetterStore store, List<String> types, LetterFilter filter, Order order, @Nullable LetterCursor after) {
        this.store = store;
        this.since = filter.since();
        this.until = filter.until();
        this.order = order;
        Comparator<LetterCursor> byAge =
                order == Order.OLDEST_FIRST ? LetterCursor.OLDEST_FIRST : LetterCursor.OLDEST_FIRST.reversed();
        this.sources = new PriorityQueue<>(
                Math.max(1, types.size()),
                Comparator.comparing(source -> source.head().at(), byAge));
        for (String type : types) {
            Source source = new Source(type);
            source.load(after, FIRST);
            total += source.total;
            passed += source.passed;
            if (source.hasMore()) {
                sources.add(source);
            }
        }
    }

    /** The next letter, or empty at the end. */
    Optional<Entry> next() {
        Source source = sources.poll();
        if (source == null) {
            return Optional.empty();
        }
        Entry entry = source.head();
        source.advance();
        if (source.hasMore()) {
            sources.add(source);
        }
        read++;
        return Optional.of(entry);
    }

    boolean isAtEnd() {
        return sources.isEmpty();
    }

    /** How many letters failed in that time. */
    long total() {
        return total;
    }

    /** How many of them were read, by this reader or by those before it. */
    long looked() {
        return passed + read;
    }

    /** The letters of one type. */
    private final class Source {

        private final String type;
        private final List<Entry> entries = new ArrayList<>();
        private int at;
        private boolean more;
        private long total;
        private long passed;

        Source(String type) {
            this.type = type;
        }

        void load(@Nullable LetterCursor after, int count) {
            LetterStore.Slice slice = store.read(type, new Question(since, until, order, after, count));
            entries.clear();
            entries.addAll(slice.entries());
            at = 0;
            more = slice.more();
            total = slice.total();
            passed = slice.passed();
        }

        Entry head() {
            return entries.get(at);
        }

        boolean hasMore() {
            return at < entries.size();
        }

        void advance() {
            Entry last = entries.get(at++);
            if (at == entries.size() && more) {
                load(last.at(), NEXT);
            }
        }
    }
}
