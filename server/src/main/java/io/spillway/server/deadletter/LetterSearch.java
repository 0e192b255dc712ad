package io.spillway.server.deadletter;

import io.spillway.server.deadletter.LetterStore.Entry;
import io.spillway.server.deadletter.LetterStore.Order;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds dead letters, the last that failed first, in steps of a bounded length: a search of many says how far it has looked. */
public final class LetterSearch {

    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final LetterStore store;
    private final LongSupplier nanoTime;

    public LetterSearch(LetterStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /**
     * @param after where an earlier step ended; null for the first
     * @param limit how many to find at the most
     * @param most how many to look at
     */
    public record Bounds(@Nullable LetterCursor after, int limit, int most) {}

    /** Letters that match, up to a bound, or as many as there is time for. */
    public LetterPage find(LetterFilter filter, Bounds bounds) {
        LetterReader reader = reader(filter, bounds.after());
        long began = nanoTime.getAsLong();
        List<DeadLetter> found = new ArrayList<>();
        LetterCursor last = bounds.after();
        int looked = 0;
        while (found.size() < bounds.limit() && looked < bounds.most() && isInTime(began)) {
            Optional<Entry> entry = reader.next();
            if (entry.isEmpty()) {
                break;
            }
            looked++;
            last = entry.get().at();
            matching(filter, entry.get()).ifPresent(found::add);
        }
        return new LetterPage(found, reader.looked(), reader.total(), reader.isAtEnd() ? null : last);
    }

    /** What failed, counted from the last ones. @param most how many to look at */
    public LetterSummary summary(LetterFilter filter, int most) {
        LetterReader reader = reader(filter, null);
        long began = nanoTime.getAsLong();
        Tally tally = new Tally();
        int looked = 0;
        while (looked < most && isInTime(began)) {
            Optional<Entry> entry = reader.next();
            if (entry.isEmpty()) {
                break;
            }
            looked++;
            matching(filter, entry.get()).ifPresent(tally::add);
        }
        return tally.summary(reader, new Chronicle(store).of(types(filter), filter, tally.times()));
    }

    /** All letters that match, the last that failed first: what fails later is not among them. Not bounded: for a reader at any pace. */
    public Walk walk(LetterFilter filter) {
        return new Walk(filter);
    }

    private boolean isInTime(long began) {
        return nanoTime.getAsLong() - began < PATIENCE.toNanos();
    }

    private LetterReader reader(LetterFilter filter, @Nullable LetterCursor after) {
        return new LetterReader(store, types(filter), filter, Order.NEWEST_FIRST, after);
    }

    private List<String> types(LetterFilter filter) {
        return filter.type() == null ? store.types() : List.of(filter.type());
    }

    private static Optional<DeadLetter> matching(LetterFilter filter, Entry entry) {
        return Optional.ofNullable(entry.letter()).filter(filter::matches);
    }

    /** Tasks with their payloads, some at a time, and never more bytes of payload at once than a bound or the longest one. */
    public final class Walk {

        private static final int MOST = 200;
        private static final int BYTES = 1024 * 1024;

        private final LetterFilter filter;
        private final LetterReader reader;
        private @Nullable DeadLetter held;

        private Walk(LetterFilter filter) {
            this.filter = filter;
            this.reader = reader(filter, null);
        }

        /** The next ones; empty at the end. */
        public List<Task> next() {
            List<Task> tasks = List.of();
            List<TaskId> ids;
            do {
                ids = ids();
                tasks = ids.isEmpty() ? tasks : store.tasks(ids);
            } while (tasks.isEmpty() && !ids.isEmpty());
            return tasks;
        }

        private List<TaskId> ids() {
            List<TaskId> ids = new ArrayList<>();
            long bytes = 0;
            DeadLetter letter = nextLetter();
            while (letter != null) {
                bytes += letter.payloadBytes();
                if (!ids.isEmpty() && bytes > BYTES || ids.size() == MOST) {
                    held = letter;
                    break;
                }
                ids.add(letter.id());
                letter = nextLetter();
            }
            return ids;
        }

        private @Nullable DeadLetter nextLetter() {
            DeadLetter waiting = held;
            held = null;
            if (waiting != null) {
                return waiting;
            }
            Optional<Entry> entry = reader.next();
            while (entry.isPresent()) {
                Optional<DeadLetter> found = matching(filter, entry.get());
                if (found.isPresent()) {
                    return found.get();
                }
                entry = reader.next();
            }
            return null;
        }
    }
}
