package io.spillway.server.task;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a claim brought.
 *
 * @param tasks now Running under the claiming node's lease
 * @param expired settled as Failed without running, because their deadline had passed in the queue
 * @param nextDue how long until the next delayed task of the type is due, if one is waiting
 */
public record Claimed(List<Task> tasks, List<Task> expired, Optional<Duration> nextDue) {

    public Claimed {
        tasks = List.copyOf(tasks);
        expired = List.copyOf(expired);
    }
}
