package io.spillway.executor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeTest {

    private final FailHandler fail = new FailHandler();

    @Test
    void suppliesFourTypes(@TempDir Path folder) {
        assertThat(new ProbePlugin().handlers(FakePluginContext.in(folder)))
                .extracting(handler -> handler.type().name())
                .containsExactly("probe-noop", "probe-sleep", "probe-fail", "probe-canary");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void failsWithTheCauseAskedForAndRetriesWhereThatMayHelp(Cause cause) {
        Fail payload = new Fail(cause.name().toLowerCase(java.util.Locale.ROOT), Optional.of("why"), Optional.empty());

        Outcome outcome = fail.handle(FakeTaskContext.create().withAttempt(1_000), payload);

        assertThat(outcome).isEqualTo(cause.isRetryable() ? Outcome.retry(cause, "why") : Outcome.failed(cause, "why"));
    }

    @Test
    void succeedsOnceItHasFailedAsOftenAsAsked() {
        Fail payload = new Fail("third-party", Optional.empty(), Optional.of(2));
        FakeTaskContext context = FakeTaskContext.create();

        assertThat(fail.handle(context.withAttempt(1), payload)).isInstanceOf(Outcome.Retry.class);
        assertThat(fail.handle(context.withAttempt(2), payload)).isInstanceOf(Outcome.Retry.class);
        assertThat(fail.handle(context.withAttempt(3), payload)).isInstanceOf(Outcome.Succeeded.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gremlins", "DATABASE", "third party"})
    void refusesACauseThatNobodyKnowsAndNamesTheKnownOnes(String cause) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fail(cause, Optional.empty(), Optional.empty()))
                .withMessageStartingWith("cause is '" + cause + "'")
                .withMessageContaining("third-party");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 600_001, Long.MAX_VALUE})
    void refusesASleepOutOfBounds(long millis) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sleep(millis))
                .withMessageContaining("between 0 and 600000");
    }

    @Test
    void refusesANegativeNumberOfFailures() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fail("bug", Optional.empty(), Optional.of(-1)))
                .withMessageContaining("times is -1");
    }

    @Test
    void failsAsManyCanariesAsAskedForAndForGood() throws InterruptedException {
        CanaryHandler canaries = new CanaryHandler(new SplittableRandom(7));

        int failed = 0;
        for (int i = 0; i < 1_000; i++) {
            Outcome outcome = canaries.handle(FakeTaskContext.create(), canary(0.2));
            failed += outcome instanceof Outcome.Failed ? 1 : 0;
        }

        assertThat(failed).isBetween(150, 250);
        assertThat(canaries.handle(FakeTaskContext.create(), canary(1))).isInstanceOf(Outcome.Failed.class);
        assertThat(canaries.handle(FakeTaskContext.create(), canary(0))).isInstanceOf(Outcome.Succeeded.class);
    }

    private static Canary canary(double fail) {
        return new Canary(Optional.of(fail), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAShareThatIsNone(double fail) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> canary(fail))
                .withMessageContaining("must be a share from 0 to 1");
    }
}
