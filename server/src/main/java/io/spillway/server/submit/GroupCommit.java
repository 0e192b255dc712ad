package io.spillway.server.submit;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts small submissions of many callers, all of one type, into one call of the queue. One thread commits what has come
 * together, at once, so that a lone caller waits for nobody; who comes meanwhile is in the next call. Each caller returns only
 * when its own tasks are durable.
 */
final class GroupCommit {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** Larger submissions gain nothing by company, and would make it wait. */
    static final int SMALL = 32;

    private static final int GROUP = 256;

    private static final long IDLE_SECONDS = 60;

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Turnstile large;
    private final ConcurrentLinkedQueue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean committing = new AtomicBoolean();
    private final Executor committer;

    /** @param queue {@link TaskQueue#submit} */
    GroupCommit(String type, Function<List<Submission>, List<SubmitResult>> queue) {
        this(queue, committer(type));
    }

    GroupCommit(Function<List<Submission>, List<SubmitResult>> queue, Executor committer) {
        this.queue = queue;
        this.large = new Turnstile(queue);
        this.committer = committer;
    }

    /* A platform thread: a virtual one that waits for Redis wakes the JDK's pollers and a carrier for each answer. */
    private static Executor committer(String type) {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("submissions-" + type).factory());
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** As {@link TaskQueue#submit}, which it throws as well; and as {@link Turnstile#submit}. */
    List<SubmitResult> submit(List<Submission> submissions) {
        if (submissions.size() > SMALL) {
            return large.submit(submissions);
        }
        Ticket ticket = new Ticket(submissions, Thread.currentThread());
        waiting.add(ticket);
        commitSoon();
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

    private void commitSoon() {
        if (!committing.compareAndSet(false, true)) {
            return;
        }
        try {
            committer.execute(this::commitAll);
        } catch (RuntimeException | Error e) {
            LOG.warn("No thread to be had for submissions: the caller's own does it", e);
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
            // Whoever came after the last look found somebody committing, and waits.
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
        } catch (RuntimeException e) {
            group.forEach(each -> each.failure = e);
        } catch (Error e) {
            // Its thread is needed for those who come next.
            LOG.error("{} submissions failed", all.size(), e);
            group.forEach(each -> each.failure = new IllegalStateException("the queue could not be called: " + e, e));
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
            return results;
        }
    }
}
