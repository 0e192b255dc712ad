package io.spillway.executor.probe;

import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.util.Optional;

final class FailHandlerTest extends TaskHandlerConformance<Fail> {

    @Override
    protected TaskHandler<Fail> handler() {
        return new FailHandler();
    }

    @Override
    protected Fail payload() {
        return new Fail("database", Optional.empty(), Optional.of(0));
    }
}
