package io.spillway.server.node;

import io.spillway.server.ManualClock;
import java.time.Duration;

final class InMemoryNodeStoreTest extends NodeStoreContract {

    private final ManualClock clock = new ManualClock(T0);

    @Override
    protected NodeStore store() {
        return new InMemoryNodeStore(clock);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
