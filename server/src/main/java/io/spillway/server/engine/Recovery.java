package io.spillway.server.engine;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings tasks back whose node has died or stood still: any node does it for all types. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 256;

    private final EnginePorts ports;

    Recovery(EnginePorts ports) {
        this.ports = ports;
    }

    Duration runOnce() {
        boolean more = false;
        for (String type : types()) {
            more |= recover(type);
        }
        return more ? Duration.ZERO : PAUSE;
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

    /** Whether there may be more. What is wrong with one type keeps no other from being looked at. */
    private boolean recover(String type) {
        try {
            List<Task> recovered = ports.queue().recover(type, BATCH);
            recovered.forEach(this::tell);
            return recovered.size() == BATCH;
        } catch (QueueUnavailableException e) {
            LOG.debug("The leases of type {} can't be looked at until Redis answers: {}", type, e.getMessage());
            return false;
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
