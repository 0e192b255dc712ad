package io.spillway.server.task;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a claim brought.
 *
 * @param tasks now Running under the claiming node's lease
 * @param expired settled as Failed without running, because their deadline had passed in the queue
 * @param won settled as Succeeded without running, because an earlier attempt had been done by a node that had lost its lease
 * @param heldBack what kept the claim from bringing more, although more waits
 * @param parked how many tasks it put aside, because as many of their concurrency key run as may
 * @param lookAgain when another claim may bring something that this one could not, if that is known
 */
public record Claimed(
        List<Task> tasks,
        List<TaskId> expired,
        List<TaskId> won,
        HeldBack heldBack,
        int parked,
        Optional<Duration> lookAgain) {

    public static final Claimed NOTHING =
            new Claimed(List.of(), List.of(), List.of(), HeldBack.NOTHING, 0, Optional.empty());

    /** Why a claim brought no more than it did. */
    public enum HeldBack {
        /** All that was asked for was there, or no more is. */
        NOTHING,
        /** As many tasks of the type run as may. */
        CONCURRENCY,
        /** As many tasks of the type have begun in this second as may. */
        RATE
    }

    public Claimed {
        tasks = List.copyOf(tasks);
        expired = List.copyOf(expired);
        won = List.copyOf(won);
    }
}
