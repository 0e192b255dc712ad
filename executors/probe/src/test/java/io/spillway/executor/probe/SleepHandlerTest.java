package io.spillway.executor.probe;

import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.TaskHandlerConformance;

final class SleepHandlerTest extends TaskHandlerConformance<Sleep> {

    @Override
    protected TaskHandler<Sleep> handler() {
        return new SleepHandler();
    }

    @Override
    protected Sleep payload() {
        return new Sleep(1);
    }

    @Override
    protected Sleep longPayload() {
        return new Sleep(600_000);
    }
}
