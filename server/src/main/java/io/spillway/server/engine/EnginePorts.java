package io.spillway.server.engine;

import io.spillway.server.breaker.Breakers;
import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskQueue;
import java.util.function.LongSupplier;

/** What the engine works with. @param nanoTime the node's monotonic clock */
public record EnginePorts(
        TaskQueue queue,
        HandlerRegistry handlers,
        Admission admission,
        Breakers breakers,
        Tracing tracing,
        TaskEvent.Listener events,
        LongSupplier nanoTime) {}
