package io.spillway.server.task;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where tasks wait and who works on them. Every method is atomic per task, over a batch; each checks before it writes.
 * All throw {@link QueueUnavailableException} where the storage does not answer or refuses: what was asked for may or
 * may not have happened then, and asking again is safe.
 */
public interface TaskQueue {

    /**
     * One result for each submission, in order. All submissions of a call may be of different types. Where the storage
     * fails midway, those that it had taken are told so, and the rest are {@link SubmitResult.Unavailable}.
     */
    List<SubmitResult> submit(List<Submission> submissions);

    /** Settles attempts of one type and claims tasks of it, Pending → Running. Settlements beyond a bound take more than one go. */
    Work.Done work(Work work);

    /** Renews leases for as long again, and returns those that could not be: the work on them must stop. */
    Map<Lease, Loss> renew(String node, List<Lease> leases, Duration lease);

    /** Why a lease could not be renewed. */
    enum Loss {
        /** The task was canceled. */
        CANCELED,
        /** The lease had ended, and the task belongs to somebody else, or to nobody. */
        EXPIRED
    }

    /**
     * Puts tasks of the type whose lease has ended back, Running → Pending, or Failed after their last attempt. Any node
     * may do this for all.
     *
     * @param max how many at the most
     */
    Recovered recover(String type, int max);

    /**
     * @param tasks as they are afterwards
     * @param nextEnd when the next lease of the type ends, unless it is renewed; empty where nothing runs
     */
    record Recovered(List<Task> tasks, Optional<Duration> nextEnd) {}

    /**
     * Puts back, as if never claimed, tasks that were given to the node without its hearing of it, because an answer was
     * lost.
     *
     * @param known what the node does hold of the type
     * @return what was put back
     */
    List<TaskId> giveBackUnheard(String type, String node, Collection<Lease> known);

    /** The types that ever had a task, also those that no node can run now. */
    Set<String> types();

    /**
     * Calls the listener whenever tasks of a type may have become claimable, or a running one was canceled. What was
     * submitted through this queue is not told: whoever submitted it knows.
     */
    AutoCloseable listen(Listener listener);

    /** Hears of what other nodes did. Calls may be lost; they are hints that spare waiting. */
    interface Listener {
        void claimable(String type);

        void canceled(TaskId id);
    }
}
