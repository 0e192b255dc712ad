package io.spillway.executor.probe;

import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.TaskHandlerConformance;

final class NoopHandlerTest extends TaskHandlerConformance<Noop> {

    @Override
    protected TaskHandler<Noop> handler() {
        return new NoopHandler();
    }

    @Override
    protected Noop payload() {
        return new Noop();
    }
}
