package io.spillway.server.web;

import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.LetterFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bulk job with its progress.
 *
 * @param mood of a task's state that looks like it, for its sign
 * @param waiting the end of a message's key; null where nothing holds it back
 * @param words which letters it is about
 * @param skipped how many matched and were left alone; null for none
 * @param outcomes what became of what was replayed; null for a job that discards
 * @param left how long it will take; null where that is not known
 */
public record BulkView(
        String id,
        String action,
        String state,
        String mood,
        @Nullable String waiting,
        String type,
        String words,
        String rate,
        String by,
        String reason,
        Moment started,
        @Nullable Moment ended,
        String looked,
        String total,
        String done,
        @Nullable String skipped,
        String percent,
        Bar bar,
        @Nullable Outcomes outcomes,
        @Nullable String left,
        boolean underWay,
        boolean pausable,
        boolean resumable) {

    public record Outcomes(String succeeded, String failed, String open) {}

    static BulkView of(BulkJob job, Format format) {
        BulkOrder order = job.order();
        BulkJob.Progress progress = job.progress();
        BulkJob.Waiting waiting = job.waiting();
        BulkJob.State state = job.state();
        Instant ended = job.times().ended();
        double share = share(job);
        long skipped = progress.skipped().gone() + progress.skipped().moved();
        return new BulkView(
                job.id().value(),
                order.action().label(),
                state.label(),
                mood(state),
                state == BulkJob.State.RUNNING && waiting != null
                        ? waiting.why().label()
                        : null,
                order.type(),
                words(job),
                BulkActions.rate(order.perSecond()),
                order.by(),
                order.reason(),
                format.moment(job.times().started()),
                ended == null ? null : format.moment(ended),
                format.count(progress.looked()),
                format.count(progress.total()),
                format.count(progress.done()),
                skipped == 0 ? null : format.count(skipped),
                format.wholePercent(share),
                Bar.progress(share),
                order.action() == BulkOrder.Action.DISCARD ? null : outcomes(progress.outcomes(), format),
                state == BulkJob.State.RUNNING ? job.left().map(format::lasting).orElse(null) : null,
                state.isUnderWay(),
                state == BulkJob.State.RUNNING,
                state == BulkJob.State.PAUSED);
    }

    /* That nothing is among them that failed after the beginning holds for each job. */
    private static String words(BulkJob job) {
        LetterFilter filter = job.order().filter();
        Instant until = filter.until();
        boolean isPlain = until != null && !until.isBefore(job.times().started().minusMillis(1));
        return LetterFilters.words(isPlain ? filter.between(filter.since(), null) : filter);
    }

    /* Of those that were to be done, where there is a limit; else of those that were to be looked at. */
    private static double share(BulkJob job) {
        BulkJob.Progress progress = job.progress();
        Long limit = job.order().limit();
        if (job.state() == BulkJob.State.FINISHED) {
            return 1;
        }
        double looked = progress.total() == 0 ? 0 : (double) progress.looked() / progress.total();
        double done = limit == null ? 0 : (double) progress.done() / limit;
        return Math.clamp(Math.max(looked, done), 0, 1);
    }

    private static Outcomes outcomes(BulkJob.Outcomes outcomes, Format format) {
        return new Outcomes(
                format.count(outcomes.succeeded()), format.count(outcomes.failed()), format.count(outcomes.open()));
    }

    private static String mood(BulkJob.State state) {
        return switch (state) {
            case RUNNING -> "running";
            case PAUSED, CANCELED -> "canceled";
            case FINISHED -> "succeeded";
        };
    }
}
