package io.spillway.server;

import io.spillway.server.task.TaskEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells each listener of what happened to tasks. One that breaks keeps neither the others nor the task from going on. */
record TaskEvents(List<TaskEvent.Listener> listeners) implements TaskEvent.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(TaskEvents.class);

    @Override
    public void on(TaskEvent event) {
        for (TaskEvent.Listener each : listeners) {
            try {
                each.on(event);
            } catch (RuntimeException e) {
                LOG.error("{} missed {}", each, event, e);
            }
        }
    }
}
