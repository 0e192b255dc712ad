package io.spillway.server.submit;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets few calls at once through to the queue, in the order in which they came. Redis does one after the other whatever comes,
 * and in turn for each connection: as many calls as there are callers would keep the one that claims waiting for all of
 * them. Thread-safe.
 */
final class Turnstile {

    /** Enough to keep Redis busy. */
    static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Duration patience;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /** @param queue {@link TaskQueue#submit} */
    Turnstile(Function<List<Submission>, List<SubmitResult>> queue) {
        this(queue, PATIENCE);
    }

    Turnstile(Function<List<Submission>, List<SubmitResult>> queue, Duration patience) {
        this.queue = queue;
        this.patience = patience;
    }

    /**
     * As {@link TaskQueue#submit}.
     *
     * @throws TooManyException if those before take too long: nothing was submitted
     */
    List<SubmitResult> submit(List<Submission> submissions) {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyException(
                        "submissions that came before took longer than " + patience.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("interrupted while it waited for submissions that came before", e);
        }
        try {
            return queue.apply(submissions);
        } finally {
            places.release();
        }
    }

    /** How many wait for a place, about. */
    int waiting() {
        return places.getQueueLength();
    }

    /** More comes in than the queue can take. */
    static final class TooManyException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private TooManyException(String message) {
            super(message);
        }
    }
}
