package io.spillway.server.task;

import java.time.Duration;
import java.util.List;
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

    /** Takes tasks of one type, Pending → Running. */
    Claimed claim(ClaimRequest request);

    /** One result for each settlement, in order. */
    List<Settlement.Result> settle(String node, List<Settlement> settlements);

    /** Renews leases for as long again, and returns those that are lost: the work on them must stop. */
    List<Lease> renew(String node, List<Lease> leases, Duration lease);

    /**
     * Puts tasks of the type whose lease has ended back, Running → Pending, or Failed after their last attempt. Any node
     * may do this for all.
     *
     * @return the tasks as they are afterwards, at most {@code max}
     */
    List<Task> recover(String type, int max);

    /** The types that ever had a task, also those that no node can run now. */
    Set<String> types();

    /** Calls the listener whenever tasks of a type may have become claimable, or a running one was canceled. */
    AutoCloseable listen(Listener listener);

    /** Hears of what other nodes did. Calls may be lost; they are hints that spare waiting. */
    interface Listener {
        void claimable(String type);

        void canceled(TaskId id);
    }
}
