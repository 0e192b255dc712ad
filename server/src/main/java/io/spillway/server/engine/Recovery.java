package io.spillway.server.engine;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings tasks back whose node has died or stood still: any node does it for all types, at the time when a lease ends. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    /** No lease is shorter, so none that begins after a look can end before the next. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final int BATCH = 256;

    private final EnginePorts ports;

    Recovery(EnginePorts ports) {
        this.ports = ports;
    }

    Duration runOnce() {
        Duration pause = PAUSE;
        for (String type : types()) {
            Duration next = recover(type);
            pause = next.compareTo(pause) < 0 ? next : pause;
        }
        return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    }

    /** Also those whose plugin has gone: their tasks wait again, instead of seeming to run for ever. */
    private Set<String> types() {
        try {
            return ports.queue().types();
        } catch (QueueUnavailableException e) {
            LOG.debug("Leases can't be looked at until Redis answers: {}", e.getMessage());
            return Set.of();
        }
    }

    /** When to look again. What is wrong with one type keeps no other from being looked at. */
    private Duration recover(String type) {
        try {
            TaskQueue.Recovered recovered = ports.queue().recover(type, BATCH);
            recovered.tasks().forEach(this::tell);
            return recovered.nextEnd().orElse(PAUSE);
        } catch (QueueUnavailableException e) {
            LOG.debug("The leases of type {} can't be looked at until Redis answers: {}", type, e.getMessage());
            return PAUSE;
        }
    }

    private void tell(Task task) {
        LOG.info(
                "Task {} was taken back from node {}, which stopped renewing its lease; it is {} now",
                task.id(),
                task.node(),
                task.state().label());
        ports.events().on(new TaskEvent.LeaseLost(task.id()));
        if (task.state() == TaskState.FAILED) {
            ports.events().on(new TaskEvent.Finished(task.id(), TaskOutcome.FAILED, Duration.ZERO, null, null));
        }
    }
}
