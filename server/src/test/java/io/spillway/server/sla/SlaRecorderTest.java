package io.spillway.server.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SlaRecorderTest {

    private static final Objective OBJECTIVE = new Objective(0.99, 0.95, Duration.ofMillis(80));

    private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
    private final SlaRecorder recorder = new SlaRecorder(new SlaConfig(OBJECTIVE, Map.of()), nanos::get);

    @ParameterizedTest
    @EnumSource(Window.class)
    void aTaskLeavesEachWindowWhenItsLengthIsOver(Window window) {
        long slot = window == Window.ONE_HOUR ? 10 : 1;
        finish("coupon", TaskOutcome.SUCCEEDED, 5);

        pass(window.length().minusSeconds(slot));
        assertThat(stats("coupon", window).total()).isEqualTo(1);

        pass(Duration.ofSeconds(slot));
        assertThat(stats("coupon", window).total()).isZero();
    }

    @Test
    void aRingThatWentRoundCountsOnlyWhatIsNew() {
        finish("coupon", TaskOutcome.SUCCEEDED, 5);
        finish("coupon", TaskOutcome.SUCCEEDED, 5);

        pass(Duration.ofHours(1));
        finish("coupon", TaskOutcome.SUCCEEDED, 5);

        for (Window window : Window.values()) {
            assertThat(stats("coupon", window).total()).as(window.label()).isEqualTo(1);
        }
    }

    @Test
    void theWindowsSlideTaskBySecond() {
        for (int second = 0; second < 7200; second++) {
            for (int i = 0; i < 10; i++) {
                finish("coupon", TaskOutcome.SUCCEEDED, 5);
            }
            pass(Duration.ofSeconds(1));
        }

        assertThat(stats("coupon", Window.ONE_MINUTE).total()).isEqualTo(590);
        assertThat(stats("coupon", Window.FIVE_MINUTES).total()).isEqualTo(2990);
        assertThat(stats("coupon", Window.ONE_HOUR).total()).isEqualTo(35_900);
        for (Window window : Window.values()) {
            assertThat(stats("coupon", window).qps()).as(window.label()).isCloseTo(10, within(1e-9));
        }
        assertThat(recorder.of("coupon").orElseThrow().trend()).hasSize(60).containsOnly(10);
    }

    @Test
    void theRateIsOfTheTimeSinceTheBeginningWhileThatIsShorterThanTheWindow() {
        for (int second = 0; second < 20; second++) {
            finish("coupon", TaskOutcome.SUCCEEDED, 5);
            finish("coupon", TaskOutcome.SUCCEEDED, 5);
            pass(Duration.ofSeconds(1));
        }

        for (Window window : Window.values()) {
            assertThat(stats("coupon", window).qps()).as(window.label()).isCloseTo(2, within(1e-9));
        }
        double[] trend = recorder.of("coupon").orElseThrow().trend();
        assertThat(trend[39]).isZero();
        assertThat(trend[40]).isEqualTo(2);
        assertThat(trend[59]).isEqualTo(2);
    }

    @Test
    void quantilesAreWithinATenthOfTheSortedSample() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Long> sample = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long took = Math.min(1_280_000_000L, (long) (Math.exp(random.nextGaussian() * 1.2) * 15_000_000));
            sample.add(took);
            recorder.on(finished("coupon", TaskOutcome.SUCCEEDED, took));
            if (i % 100 == 0) {
                pass(Duration.ofMillis(200));
            }
        }
        sample.sort(null);

        SlaReport.Stats stats = stats("coupon", Window.ONE_MINUTE);

        assertThat(stats.total()).as("seed %s", seed).isEqualTo(20_000);
        assertNear(stats.p50(), sample.get(9_999), seed);
        assertNear(stats.p95(), sample.get(18_999), seed);
        assertNear(stats.p99(), sample.get(19_799), seed);
        long within = sample.stream().filter(took -> took <= 80_000_000).count();
        assertThat(stats.latencyAttainment()).as("seed %s", seed).isEqualTo(within / 20_000.0);
    }

    @Test
    void noDataIsNeitherGoodNorBad() {
        recorder.know("coupon");

        SlaReport report = recorder.of("coupon").orElseThrow();

        assertThat(report.objective()).isEqualTo(OBJECTIVE);
        assertThat(report.windows()).hasSize(3);
        assertThat(report.windows().values())
                .containsOnly(new SlaReport.Stats(0, 0, 0, 0, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void oneTaskIsEveryQuantile() {
        finish("coupon", TaskOutcome.SUCCEEDED, 40);

        SlaReport.Stats stats = stats("coupon", Window.ONE_MINUTE);

        assertNear(stats.p50(), 40_000_000, 0);
        assertThat(stats.p95()).isEqualTo(stats.p50());
        assertThat(stats.p99()).isEqualTo(stats.p50());
        assertThat(stats.failureRate()).isZero();
        assertThat(stats.attainment()).isEqualTo(1);
        assertThat(stats.budgetRemaining()).isEqualTo(1);
        assertThat(stats.burn()).isZero();
        assertThat(stats.qps()).isEqualTo(1);
    }

    @Test
    void beyondTheLargestBoundOnlyThatIsKnown() {
        for (int i = 0; i < 3; i++) {
            finish("coupon", TaskOutcome.SUCCEEDED, 10);
        }
        finish("coupon", TaskOutcome.SUCCEEDED, 90_000);

        SlaReport.Stats stats = stats("coupon", Window.ONE_MINUTE);

        assertThat(stats.p99()).isEqualTo(new SlaReport.Quantile(Duration.ofMillis(1280), true));
        assertNear(stats.p50(), 10_000_000, 0);
        assertThat(stats.overflow()).isEqualTo(0.25);
        assertThat(stats.latencyAttainment()).isEqualTo(0.75);
    }

    @Test
    void shedAndCanceledTasksAreNeitherSuccessNorFailure() {
        finish("coupon", TaskOutcome.SUCCEEDED, 5);
        finish("coupon", TaskOutcome.FAILED, 5);
        SlaReport.Stats before = stats("coupon", Window.ONE_HOUR);

        for (int i = 0; i < 5; i++) {
            recorder.on(new TaskEvent.Shed("coupon", Criticality.SHEDDABLE, Tier.L2));
            finish("coupon", TaskOutcome.CANCELED, 500);
            finish("coupon", TaskOutcome.SHED, 500);
        }

        SlaReport.Stats after = stats("coupon", Window.ONE_HOUR);
        assertThat(after.shed()).isEqualTo(5);
        assertThat(after).usingRecursiveComparison().ignoringFields("shed").isEqualTo(before);
    }

    @Test
    void anExpiredTaskFailsWithoutALatency() {
        finish("coupon", TaskOutcome.SUCCEEDED, 20);
        finish("coupon", TaskOutcome.EXPIRED, 0);

        SlaReport.Stats stats = stats("coupon", Window.FIVE_MINUTES);

        assertThat(stats.total()).isEqualTo(2);
        assertThat(stats.failed()).isEqualTo(1);
        assertThat(stats.attainment()).isEqualTo(0.5);
        assertThat(stats.latencyAttainment()).isEqualTo(0.5);
        assertNear(stats.p50(), 20_000_000, 0);
        assertThat(stats.overflow()).isZero();
    }

    @Test
    void theBudgetIsOfTheHourAndFallsBelowZero() {
        for (int i = 0; i < 95; i++) {
            finish("coupon", TaskOutcome.SUCCEEDED, 5);
        }
        for (int i = 0; i < 5; i++) {
            finish("coupon", TaskOutcome.FAILED, 5);
        }
        pass(Duration.ofMinutes(10));
        finish("coupon", TaskOutcome.SUCCEEDED, 5);

        SlaReport report = recorder.of("coupon").orElseThrow();

        double rate = 5 / 101.0;
        for (SlaReport.Stats stats : report.windows().values()) {
            assertThat(stats.budgetRemaining()).isCloseTo(1 - rate / 0.01, within(1e-9));
        }
        assertThat(stats("coupon", Window.ONE_HOUR).burn()).isCloseTo(rate / 0.01, within(1e-9));
        assertThat(stats("coupon", Window.ONE_MINUTE).burn()).isZero();
    }

    @Test
    void aTypeCanPromiseSomethingElse() {
        Objective own = new Objective(0.9, 0.5, Duration.ofMillis(640));
        SlaRecorder other = new SlaRecorder(new SlaConfig(OBJECTIVE, Map.of("stock", own)), nanos::get);
        other.know("stock");
        other.know("coupon");

        assertThat(other.all()).extracting(SlaReport::type).containsExactly("coupon", "stock");
        assertThat(other.all()).extracting(SlaReport::objective).containsExactly(OBJECTIVE, own);
    }

    @Test
    void moreTypesThanTheBoundAreLeftOut() {
        for (int i = 0; i < SlaRecorder.MAX_TYPES + 5; i++) {
            recorder.know("type-" + i);
        }
        finish("one-more", TaskOutcome.SUCCEEDED, 5);

        assertThat(recorder.all()).hasSize(SlaRecorder.MAX_TYPES);
        assertThat(recorder.of("one-more")).isEmpty();
    }

    @Test
    void nothingIsLostWhenManyThreadsRecordWhileTheSlotsTurn() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 25_000; j++) {
                    finish("coupon", j % 4 == 0 ? TaskOutcome.FAILED : TaskOutcome.SUCCEEDED, 5);
                    nanos.addAndGet(100_000);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }

        assertThat(stats("coupon", Window.ONE_MINUTE).total()).isEqualTo(100_000);
        assertThat(stats("coupon", Window.ONE_HOUR).total()).isEqualTo(100_000);
        assertThat(stats("coupon", Window.ONE_HOUR).failed()).isEqualTo(25_000);
    }

    private void finish(String type, TaskOutcome outcome, long millis) {
        recorder.on(finished(type, outcome, Duration.ofMillis(millis).toNanos()));
    }

    private static TaskEvent finished(String type, TaskOutcome outcome, long tookNanos) {
        TaskId id = new TaskIds(() -> 1, new Random(1)).next(type, 0);
        return new TaskEvent.Finished(id, outcome, Duration.ofNanos(tookNanos), null, null);
    }

    private SlaReport.Stats stats(String type, Window window) {
        return Objects.requireNonNull(recorder.of(type).orElseThrow().windows().get(window));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void assertNear(SlaReport.@Nullable Quantile nullable, long exact, long seed) {
        SlaReport.Quantile quantile = Objects.requireNonNull(nullable);
        assertThat(quantile.atLeast()).isFalse();
        assertThat((double) quantile.value().toNanos()).as("seed %s", seed).isCloseTo(exact, within(0.1 * exact));
    }
}
