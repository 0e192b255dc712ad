package io.spillway.server.submit;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts small submissions of many callers, all of one type, into one call of the queue. Whoever finds nobody leading leads: it commits what has
 * come together, its own included, at once, so that a lone caller waits for nobody; then it hands the lead to one of those who
 * have come meanwhile. Each caller returns only when its own tasks are durable.
 */
final class GroupCommit {

    /** Larger submissions gain nothing by company, and would make it wait. */
    static final int SMALL = 32;

    private static final int GROUP = 256;

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Turnstile large;
    private final ConcurrentLinkedQueue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();

    /** @param queue {@link TaskQueue#submit} */
    GroupCommit(Function<List<Submission>, List<SubmitResult>> queue) {
        this.queue = queue;
        this.large = new Turnstile(queue);
    }

    /** As {@link TaskQueue#submit}, which it throws as well; and as {@link Turnstile#submit}. */
    List<SubmitResult> submit(List<Submission> submissions) {
        if (submissions.size() > SMALL) {
            return large.submit(submissions);
        }
        Ticket ticket = new Ticket(submissions, Thread.currentThread());
        waiting.add(ticket);
        boolean interrupted = false;
        while (!ticket.done) {
            if (led.compareAndSet(false, true)) {
                try {
                    commit();
                } finally {
                    led.set(false);
                    // Whoever came after the last look, and found somebody leading, waits to be called.
                    Ticket next = waiting.peek();
                    if (next != null) {
                        LockSupport.unpark(next.caller);
                    }
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ticket.results();
    }

    private void commit() {
        List<Ticket> group = new ArrayList<>();
        List<Submission> all = new ArrayList<>();
        Ticket next;
        while (all.size() < GROUP && (next = waiting.poll()) != null) {
            group.add(next);
            all.addAll(next.submissions);
        }
        if (group.isEmpty()) {
            return;
        }
        try {
            List<SubmitResult> results = queue.apply(all);
            if (results.size() != all.size()) {
                throw new IllegalStateException(
                        "the queue answered " + results.size() + " of " + all.size() + " submissions");
            }
            int from = 0;
            for (Ticket each : group) {
                each.results = results.subList(from, from + each.submissions.size());
                from += each.submissions.size();
            }
        } catch (RuntimeException e) {
            group.forEach(each -> each.failure = e);
        } finally {
            for (Ticket each : group) {
                each.done = true;
                LockSupport.unpark(each.caller);
            }
        }
    }

    /** One caller's submissions, and what became of them once it is done. */
    private static final class Ticket {

        private final List<Submission> submissions;
        private final Thread caller;
        private List<SubmitResult> results = List.of();
        private @Nullable RuntimeException failure;
        private volatile boolean done;

        Ticket(List<Submission> submissions, Thread caller) {
            this.submissions = submissions;
            this.caller = caller;
        }

        List<SubmitResult> results() {
            if (failure instanceof QueueUnavailableException) {
                throw new QueueUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            if (failure != null) {
                throw failure;
            }
            if (results.size() != submissions.size()) {
                throw new IllegalStateException("the queue answered " + results.size() + " of " + submissions.size()
                        + " submissions: see the log of another caller for why");
            }
            return results;
        }
    }
}
