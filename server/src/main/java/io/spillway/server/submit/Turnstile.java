package io.spillway.server.submit;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
     * @throws QueueUnavailableException as well if those before are not answered for too long: nothing was submitted
     */
    List<SubmitResult> submit(List<Submission> submissions) {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                String message = "submissions that came before were not answered within " + patience.toMillis() + " ms";
                throw new QueueUnavailableException(message, new TimeoutException(message));
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
}
