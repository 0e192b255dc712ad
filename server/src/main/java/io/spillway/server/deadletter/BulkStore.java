package io.spillway.server.deadletter;

import io.spillway.server.task.QueueUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where bulk jobs are kept, so that any node can carry them on: a port. All methods throw {@link QueueUnavailableException} where
 * the storage does not answer.
 */
public interface BulkStore {

    /** Begins a job, unless one of the type is under way. Letters that fail from now on are not among those that it deals with. */
    Start start(BulkOrder order);

    /** What became of the wish for a job. */
    sealed interface Start {

        record Started(BulkJob job) implements Start {}

        /** @param job the one that is under way; nothing was written */
        record Busy(BulkId job) implements Start {}
    }

    Optional<BulkJob> find(BulkId id);

    /** The last ones first. */
    List<BulkJob> recent(int limit);

    /** Those that somebody must carry on: they are under way, or tasks of them have not ended. */
    List<BulkId> open();

    /** Nobody needs to carry it on any more. */
    void close(BulkId id);

    /**
     * Gives a node the right to work on a job for a while, or prolongs it; empty where another node has it, or there is no such
     * job, which is closed then.
     *
     * @param fence the number under which the node holds it; 0 where it does not
     */
    Optional<Held> hold(BulkId id, String node, long fence);

    /** @param at the place up to which letters were dealt with; null before the first */
    record Held(
            BulkJob job, String node, long fence, @Nullable LetterCursor at) {}

    /**
     * Deals with letters, as many as the rate allows now, and notes how far the job has come, in one.
     *
     * @return empty where the node does not hold the job any more: nothing was done
     */
    Optional<Stepped> step(Held held, Step step);

    /**
     * @param candidates in their order; no more than a bounded number
     * @param end where the search has come to behind the last of them; null for no further
     * @param last whether there is no letter behind that
     * @param waiting why the job waits; null where it does not
     */
    record Step(List<Candidate> candidates, @Nullable End end, boolean last, BulkJob.@Nullable Waiting waiting) {

        public static final int MOST = 128;
    }

    /** @param looked how many letters were looked at to find it, itself included */
    record Candidate(LetterCursor at, long looked) {}

    /** @param looked how many letters were looked at behind the last candidate */
    record End(LetterCursor at, long looked) {}

    /**
     * @param dealt how many of the candidates were dealt with
     * @param done how many of these were replayed or discarded
     * @param pause until another one may be
     */
    record Stepped(int dealt, int done, Duration pause, BulkJob.State state) {}

    /** Looks what became of some of the tasks that a job put back. */
    void watch(BulkId id);

    Changed change(BulkId id, Change change);

    enum Change {
        PAUSE,
        RESUME,
        CANCEL
    }

    /** What became of a change that somebody asked for. */
    sealed interface Changed {

        record Done(BulkJob job) implements Changed {}

        record Refused(BulkJob.State actual) implements Changed {}

        record Unknown() implements Changed {}
    }
}
