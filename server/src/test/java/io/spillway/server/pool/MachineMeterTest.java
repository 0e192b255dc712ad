package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MachineMeterTest {

    private static final long TICK = Duration.ofMillis(100).toNanos();

    private final Fake fake = new Fake();
    private final MachineMeter meter = new MachineMeter(fake);
    private long now = Long.MAX_VALUE - 5 * TICK;

    @Test
    void cpuIsTheShareOfAllProcessorsInTheLastHalfSecond() {
        look(0);
        look(TICK);
        look(TICK);
        for (int i = 0; i < 5; i++) {
            look(3 * TICK);
        }

        assertThat(look(3 * TICK).cpu()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void theQuotaOfAContainerCounts() {
        fake.share = 0.97;

        look(0);

        assertThat(look(TICK).cpu())
                .as("a quarter of four processors, and nearly all of a quota")
                .isEqualTo(0.97);
    }

    @Test
    void whatTheJdkDoesNotKnowIsLeftOut() {
        fake.share = -1;
        look(0);

        assertThat(look(TICK).cpu()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void whatIsSlowToReadIsReadOnceASecond() {
        for (int i = 0; i < 25; i++) {
            look(TICK);
        }

        assertThat(fake.heapReads).isEqualTo(3);
    }

    @Test
    void neverMoreThanAll() {
        look(0);

        assertThat(look(5 * TICK).cpu()).isEqualTo(1);
    }

    @Test
    void thisJvmIsMeasured() {
        MachineMeter real = MachineMeter.ofThisJvm();
        System.gc();

        real.read(0);
        PoolSignals.Machine machine = real.read(TICK * 20);

        assertThat(machine.heap()).isGreaterThan(0).isLessThan(1);
        assertThat(machine.cpu()).isBetween(0.0, 1.0);
    }

    private PoolSignals.Machine look(long cpuNanos) {
        now += TICK;
        fake.cpuNanos += cpuNanos;
        return meter.read(now);
    }

    private static final class Fake implements MachineMeter.Source {

        private long cpuNanos;
        private double share;
        private int heapReads;

        @Override
        public long cpuNanos() {
            return cpuNanos;
        }

        @Override
        public int processors() {
            return 4;
        }

        @Override
        public double cpuShare() {
            return share;
        }

        @Override
        public double heapShare() {
            heapReads++;
            return 0.5;
        }
    }
}
