package io.spillway.server.sli;

import io.spillway.server.ManualClock;
import java.time.Duration;

final class InMemoryNumbersStoreTest extends NumbersStoreContract {

    private final ManualClock clock = new ManualClock(T0);
    private final NumbersStore store = new InMemoryNumbersStore(clock);

    @Override
    protected NumbersStore store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
