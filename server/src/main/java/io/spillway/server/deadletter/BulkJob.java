package io.spillway.server.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bulk job as it was read at one moment.
 *
 * @param node which node works on it, or did last; null before the first
 * @param waiting why nothing is done although it runs; null where something is
 */
public record BulkJob(
        BulkId id,
        BulkOrder order,
        State state,
        Progress progress,
        Times times,
        @Nullable Waiting waiting,
        @Nullable String node) {

    public enum State {
        RUNNING,
        PAUSED,
        /** All letters were looked at, or as many dealt with as were asked for. */
        FINISHED,
        CANCELED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the job may still deal with letters. */
        public boolean isUnderWay() {
            return this == RUNNING || this == PAUSED;
        }
    }

    /**
     * How far it has come.
     *
     * @param total how many letters of the type and the time there were when it began
     * @param looked how many were looked at
     * @param done how many were replayed or discarded
     * @param skipped how many matched, and were left alone
     * @param outcomes what became of those that were replayed
     */
    public record Progress(long total, long looked, long done, Skipped skipped, Outcomes outcomes) {}

    /**
     * @param gone their retention ended before it was their turn
     * @param moved somebody else retried, replaced or discarded them, and maybe they failed again
     */
    public record Skipped(long gone, long moved) {}

    /** @param open not ended yet */
    public record Outcomes(long succeeded, long failed, long canceled, long open) {}

    /** @param ended when the last letter was dealt with; null while the job is under way */
    public record Times(Instant started, @Nullable Instant ended) {}

    /** @param detail a sentence for a person */
    public record Waiting(Why why, String detail) {

        public enum Why {
            /** A tier keeps tasks of this criticality out. */
            SHED,
            /** The queue of the type is too long for more to be taken. */
            BUSY,
            /** The queue of the type is so long that callers are being slowed down, and so is this. */
            SLOWED;

            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** How long it will take at this rate, by what it has found so far; empty where that can't be said. */
    public Optional<Duration> left() {
        if (!state.isUnderWay()) {
            return Optional.empty();
        }
        double share = order.filter().isByTimeOnly()
                ? 1
                : progress.looked() == 0 ? Double.NaN : (double) progress.done() / progress.looked();
        double letters = Math.max(0, progress.total() - progress.looked()) * share;
        Long limit = order.limit();
        if (limit != null) {
            long most = limit - progress.done();
            letters = Double.isNaN(letters) ? most : Math.min(letters, most);
        }
        return Double.isNaN(letters)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (1000 * letters / order.perSecond())));
    }
}
