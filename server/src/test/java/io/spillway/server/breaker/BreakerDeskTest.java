package io.spillway.server.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class BreakerDeskTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final CountDownLatch hasRead = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final SlowReads store = new SlowReads();
    private final BreakerDesk desk = new BreakerDesk(
            new Breakers(BreakerConfig.DEFAULT, new Breakers.Clocks(() -> NOW, () -> 0), new Random(3), _ -> {}),
            store);

    @Test
    void doesNotApplyWhatWasReadBeforeAChangeAfterIt() throws InterruptedException {
        store.slow.set(true);
        Thread loop = Thread.ofPlatform().start(desk::runOnce);
        assertThat(hasRead.await(10, TimeUnit.SECONDS)).isTrue();
        Thread request = Thread.ofPlatform()
                .start(() -> desk.force(new ForcedBreakers.Change(
                        "t", ForcedBreaker.Mode.FORCED_OPEN, "ada", "why", Duration.ofMinutes(5))));
        while (request.getState() != Thread.State.BLOCKED && request.isAlive()) {
            Thread.onSpinWait();
        }

        goOn.countDown();
        loop.join();
        request.join();

        assertThat(desk.held("t")).isPresent();
    }

    /** The first read is that of before, however long it takes. */
    private final class SlowReads implements ForcedBreakers {

        private final ForcedBreakers store = new InMemoryForcedBreakers(() -> NOW);
        private final AtomicBoolean slow = new AtomicBoolean();

        @Override
        public void set(Change change) {
            store.set(change);
        }

        @Override
        public boolean clear(String type) {
            return store.clear(type);
        }

        @Override
        public List<ForcedBreaker> all() {
            List<ForcedBreaker> read = store.all();
            if (slow.getAndSet(false)) {
                hasRead.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return read;
        }
    }
}
