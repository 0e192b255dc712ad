package io.spillway.server.submit;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts small submissions of many callers, all of one type, into one call of the queue. A thread of the type's own commits what has come
 * together, as soon as there is something, so that a lone caller waits for nobody; what comes meanwhile goes into the next call. Each
 * caller returns only when its own tasks are durable. The thread is a platform thread, since a virtual one that waits for Redis takes turns on
 * the carriers with the callers that it commits for; it ends where nobody submits.
 */
final class GroupCommit {

    /** Larger submissions gain nothing by company, and would make it wait. */
    static final int SMALL = 32;

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int GROUP = 256;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Turnstile large;
    private final ConcurrentLinkedQueue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean committing = new AtomicBoolean();
    private final Executor thread;

    /** @param queue {@link TaskQueue#submit} @param type for the thread's name */
    GroupCommit(String type, Function<List<Submission>, List<SubmitResult>> queue) {
        this.queue = queue;
        this.large = new Turnstile(queue);
        ThreadFactory factory =
                Thread.ofPlatform().daemon().name("submit " + type).factory();
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        one.allowCoreThreadTimeOut(true);
        this.thread = one;
    }

    /** As {@link TaskQueue#submit}, which it throws as well; and as {@link Turnstile#submit}. */
    List<SubmitResult> submit(List<Submission> submissions) {
        if (submissions.size() > SMALL) {
            return large.submit(submissions);
        }
        Ticket ticket = new Ticket(submissions, Thread.currentThread());
        waiting.add(ticket);
        if (committing.compareAndSet(false, true)) {
            begin();
        }
        boolean interrupted = false;
        while (!ticket.done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ticket.results();
    }

    private void begin() {
        try {
            thread.execute(this::commitAll);
        } catch (OutOfMemoryError noThread) {
            LOG.warn("No thread is to be had for the submissions of a type; its callers do it themselves", noThread);
            commitAll();
        }
    }

    private void commitAll() {
        do {
            try {
                while (!waiting.isEmpty()) {
                    commit();
                }
            } finally {
                committing.set(false);
            }
            // Whoever came after the last look, and found this at work, has nobody else.
        } while (!waiting.isEmpty() && committing.compareAndSet(false, true));
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
        } catch (Throwable e) {
            // Also an error: the callers must hear of it, and the next ones be served.
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
        private @Nullable Throwable failure;
        private volatile boolean done;

        Ticket(List<Submission> submissions, Thread caller) {
            this.submissions = submissions;
            this.caller = caller;
        }

        List<SubmitResult> results() {
            if (failure instanceof QueueUnavailableException) {
                throw new QueueUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            if (failure instanceof RuntimeException known) {
                throw known;
            }
            if (failure != null) {
                throw new IllegalStateException("the submission failed: " + failure, failure);
            }
            return results;
        }
    }
}
