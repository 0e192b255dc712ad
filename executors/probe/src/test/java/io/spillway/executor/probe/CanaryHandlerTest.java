package io.spillway.executor.probe;

import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.util.Optional;
import java.util.SplittableRandom;

final class CanaryHandlerTest extends TaskHandlerConformance<Canary> {

    @Override
    protected TaskHandler<Canary> handler() {
        return new CanaryHandler(new SplittableRandom(1));
    }

    @Override
    protected Canary payload() {
        return new Canary(Optional.empty(), Optional.of(1L));
    }

    @Override
    protected Canary longPayload() {
        return new Canary(Optional.empty(), Optional.of(60_000L));
    }
}
