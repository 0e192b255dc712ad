package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CancellationTest {

    private final Cancellation cancellation = new Cancellation();

    @Test
    void nothingOfAHandlerThatHasEndedIsTouched() {
        AtomicInteger closed = new AtomicInteger();
        cancellation.onCancel(closed::incrementAndGet);

        cancellation.end();

        assertThat(cancellation.cancel(StopReason.DEADLINE)).isFalse();
        assertThat(cancellation.reason()).isEmpty();
        assertThat(closed).hasValue(0);
    }

    @Test
    void anActionThatBlocksOrBreaksHoldsUpNobodyAndNoOtherAction() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        cancellation.onCancel(() -> {
            throw new NoClassDefFoundError("unloaded");
        });
        cancellation.onCancel(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        cancellation.onCancel(last::countDown);

        assertThat(cancellation.cancel(StopReason.CANCELED)).isTrue();
        release.countDown();

        assertThat(last.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
