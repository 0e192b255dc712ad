package io.spillway.server.submit;

import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskQueue;
import java.util.function.LongSupplier;

/** What the way in works with. @param nanoTime the node's monotonic clock */
public record SubmitPorts(
        TaskQueue queue,
        HandlerRegistry handlers,
        Admission admission,
        Pressure pressure,
        SubmitTracing tracing,
        TaskEvent.Listener events,
        LongSupplier nanoTime) {}
