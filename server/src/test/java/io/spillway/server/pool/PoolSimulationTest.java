package io.spillway.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.SizeDecision.Cause;
import io.spillway.server.pool.SizeDecision.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the rules come to together: surges, silence, and loads that go on as they are. */
final class PoolSimulationTest {

    private static final Duration SERVICE = Duration.ofMillis(20);
    private static final Duration WARM = Duration.ofSeconds(30);

    private final long seed = new Random().nextLong();
    private final PoolSimulation simulation =
            new PoolSimulation(PoolConfig.DEFAULT, new Random(seed)).serve(SERVICE, 0.2);

    @Test
    void aSurgeHasItsWorkersWithin1400Milliseconds() {
        simulation.arrive(500).run(WARM);
        assertThat(simulation.workers()).as("seed " + seed).isLessThanOrEqualTo(40);

        simulation.arrive(6000).run(Duration.ofMillis(1400));

        assertThat(simulation.workers()).as("seed " + seed).isGreaterThanOrEqualTo(120);
    }

    @Test
    void aSurgeLosesNoThroughputForLonger() {
        simulation.arrive(500).run(WARM);
        simulation.arrive(6000).run(Duration.ofMillis(1400));
        long before = simulation.ended();

        simulation.run(Duration.ofSeconds(60));

        assertThat(simulation.ended() - before).as("seed " + seed).isGreaterThan((long) (0.988 * 60 * 6000));
        assertThat(simulation.queued()).as("seed " + seed).isLessThan(600);
    }

    @Test
    void theLogOfASurgeSaysWhyItGrew() {
        simulation.arrive(500).run(WARM).arrive(6000).run(Duration.ofSeconds(5));

        assertThat(simulation.changes())
                .as("seed " + seed)
                .extracting(each -> each.decision().reason().cause())
                .contains(Cause.P95, Cause.RATE, Cause.MAXIMUM)
                .doesNotContain(Cause.IDLE);
    }

    @Test
    void onceIdleIsReachedItIsAtItsMinimumWithin4100Milliseconds() {
        simulation.arrive(6000).run(WARM);
        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(128);

        simulation.arrive(0).run(Duration.ofMillis(59_500));
        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(128);
        simulation.run(Duration.ofMillis(500 + 4_100));

        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(4);
        assertThat(simulation.queued()).isZero();
    }

    @Test
    void theTailOfASurgeDoesNotPutTheShrinkOff() {
        simulation.serve(Duration.ofMillis(200), 0.9).arrive(600).run(WARM);
        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(128);
        simulation.arrive(0);
        while (simulation.running() > 0) {
            simulation.run(Duration.ofMillis(10));
        }

        simulation.run(Duration.ofSeconds(60).plusMillis(4_100));

        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(4);
    }

    @Test
    void whatStaysOfALoadKeepsTheWorkersThatItNeeds() {
        simulation.arrive(6000).run(WARM);

        simulation.arrive(500).run(Duration.ofMinutes(3));

        assertThat(simulation.workers()).as("seed " + seed).isBetween(16, 64);
        assertThat(simulation.queued()).as("seed " + seed).isLessThan(10);
    }

    @Test
    void aSurgeOfSlowTasksIsSeenBeforeTheyEnd() {
        simulation.serve(Duration.ofSeconds(10), 0).arrive(50).run(Duration.ofSeconds(4));

        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(128);
        assertThat(simulation.changes().getFirst().decision().reason().cause()).isEqualTo(Cause.QUEUE);
    }

    @Test
    void quickTasksNeedFewWorkersHoweverManyTheyAre() {
        simulation.serve(Duration.ofNanos(100_000), 0.5).arrive(12_000).run(Duration.ofMinutes(1));

        assertThat(simulation.workers()).as("seed " + seed).isEqualTo(4);
        assertThat(simulation.changes()).isEmpty();
    }

    @Test
    void doesNotGrowWhileProcessorsAreShortAndSaysSoOnce() {
        simulation.machine(0.97, 0.4).arrive(6000).run(WARM);
        assertThat(simulation.workers()).isEqualTo(4);
        assertThat(simulation.changes())
                .as("seed " + seed)
                .extracting(each -> each.decision().reason().cause())
                .containsExactly(Cause.CPU);

        simulation.machine(0.5, 0.4).run(Duration.ofMillis(1400));

        assertThat(simulation.workers()).as("seed " + seed).isGreaterThanOrEqualTo(120);
    }

    @Test
    void doesNotGrowWhileMemoryIsShort() {
        simulation.machine(0.3, 0.9).arrive(6000).run(WARM);

        assertThat(simulation.workers()).isEqualTo(4);
        assertThat(simulation.changes())
                .as("seed " + seed)
                .extracting(each -> each.decision().reason().cause())
                .containsExactly(Cause.HEAP);
    }

    @TestFactory
    Stream<DynamicTest> aSteadyLoadMakesItSettle() {
        RandomGenerator random = new Random(seed);
        return Stream.generate(() -> Steady.of(random))
                .limit(40)
                .map(load -> DynamicTest.dynamicTest(load + " of seed " + seed, () -> settles(load)));
    }

    /* A late step up by chance is no swing: it is not taken back. */
    private static void settles(Steady load) {
        PoolSimulation simulation = load.start();
        simulation.run(Duration.ofMinutes(4));
        Duration settled = simulation.now();

        simulation.run(Duration.ofMinutes(10));

        List<PoolSimulation.Change> late = simulation.resizedSince(settled);
        assertThat(late.size()).as("changes %s", late).isLessThanOrEqualTo(2);
        assertThat(late.stream().map(each -> each.decision().direction()).distinct())
                .as("changes %s", late)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(simulation.queued()).isLessThan(2 * simulation.workers() + (int) load.rate());
    }

    @Test
    void aDayOfFewAndLongTasksTurnsItRoundAHandfulOfTimes() {
        RandomGenerator random = new Random(seed);
        for (int i = 0; i < 2; i++) {
            double service = 0.2 + 10 * random.nextDouble();
            double busy = 0.3 * Math.pow(20, random.nextDouble());
            Steady load = new Steady(busy / service, Duration.ofNanos((long) (service * 1e9)), true, random.nextLong());

            PoolSimulation simulation = load.start().run(Duration.ofHours(24));

            assertThat(turns(simulation.resizedSince(Duration.ZERO)))
                    .as("%s of seed %d", load, seed)
                    .isLessThanOrEqualTo(20);
        }
    }

    private static long turns(List<PoolSimulation.Change> changes) {
        List<Direction> directions =
                changes.stream().map(each -> each.decision().direction()).toList();
        long turns = 0;
        for (int i = 1; i < directions.size(); i++) {
            turns += directions.get(i) == directions.get(i - 1) ? 0 : 1;
        }
        return turns;
    }

    /** @param byChance whether the time that tasks run is spread exponentially */
    private record Steady(double rate, Duration service, boolean byChance, long seed) {

        /** Half a millisecond to two seconds, a twentieth of a worker to a hundred. */
        static Steady of(RandomGenerator random) {
            double service = 0.0005 * Math.pow(4000, random.nextDouble());
            double busy = 0.05 * Math.pow(2000, random.nextDouble());
            return new Steady(
                    Math.min(7000, busy / service),
                    Duration.ofNanos((long) (service * 1e9)),
                    random.nextBoolean(),
                    random.nextLong());
        }

        PoolSimulation start() {
            PoolSimulation simulation = new PoolSimulation(PoolConfig.DEFAULT, new Random(seed)).arrive(rate);
            return byChance ? simulation.serveByChance(service) : simulation.serve(service, 0.3);
        }

        @Override
        public String toString() {
            return "%.2f/s of %.1f ms%s".formatted(rate, service.toNanos() / 1e6, byChance ? " by chance" : "");
        }
    }
}
