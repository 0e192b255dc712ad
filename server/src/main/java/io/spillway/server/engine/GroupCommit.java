package io.spillway.server.engine;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts small submissions of many callers into one call of the queue. Whoever finds nobody committing commits what has
 * come together meanwhile, its own included, at once: a lone caller waits for nobody. Each caller still returns only
 * when its own tasks are durable.
 */
final class GroupCommit {

    /** Larger submissions gain nothing by company, and would make it wait. */
    private static final int SMALL = 32;

    private static final int GROUP = 256;

    private final TaskQueue queue;
    private final ConcurrentLinkedQueue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock committing = new ReentrantLock();

    GroupCommit(TaskQueue queue) {
        this.queue = queue;
    }

    /** As {@link TaskQueue#submit}, which it throws as well. */
    List<SubmitResult> submit(List<Submission> submissions) {
        if (submissions.size() > SMALL) {
            return queue.submit(submissions);
        }
        Ticket ticket = new Ticket(submissions);
        waiting.add(ticket);
        committing.lock();
        try {
            // Not done and nobody committing means that the ticket still waits, so each round comes nearer to it.
            while (!ticket.done) {
                commit();
            }
        } finally {
            committing.unlock();
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
        try {
            List<SubmitResult> results = queue.submit(all);
            int from = 0;
            for (Ticket each : group) {
                each.results = results.subList(from, from + each.submissions.size());
                from += each.submissions.size();
            }
        } catch (QueueUnavailableException e) {
            group.forEach(each -> each.failure = e);
        } finally {
            group.forEach(each -> each.done = true);
        }
    }

    /** One caller's submissions. Its fields are guarded by the lock that is held while committing. */
    private static final class Ticket {

        private final List<Submission> submissions;
        private boolean done;
        private List<SubmitResult> results = List.of();
        private @Nullable QueueUnavailableException failure;

        Ticket(List<Submission> submissions) {
            this.submissions = submissions;
        }

        List<SubmitResult> results() {
            if (failure != null) {
                throw new QueueUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            if (results.size() != submissions.size()) {
                throw new IllegalStateException("the queue answered " + results.size() + " of " + submissions.size()
                        + " submissions: see the log of another caller for why");
            }
            return results;
        }
    }
}
