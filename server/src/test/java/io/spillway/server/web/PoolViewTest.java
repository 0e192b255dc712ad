package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.pool.AdaptivePool.Taken;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.pool.SizeDecision.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the page of the nodes says of the worker pool. */
final class PoolViewTest {

    private static final Duration SPAN = Duration.ofMinutes(10);

    private final Format english = new Format(Locale.ENGLISH, Samples.NOW);
    private final Format chinese = new Format(Locale.SIMPLIFIED_CHINESE, Samples.NOW);

    @Test
    void eachDecisionIsSaidInTheReadersLanguage() {
        WebFeatures.Workers workers = new WebFeatures.Workers(12, 64, Samples.sizing());

        assertThat(PoolView.of(workers, english).rows())
                .extracting(row -> row.direction() + " " + row.change() + ": " + row.reason())
                .containsExactly(
                        "SHRINK 128 → 64: at most 12 busy for 1 min",
                        "HOLD 128: it is the maximum, though tasks wait",
                        "HOLD 128: CPU 94 % over 90 %, though tasks wait",
                        "HOLD 128: heap 88 % over 85 %, though tasks wait",
                        "HOLD 128: a tier leaves each type 50 % of them, though tasks wait",
                        "GROW 16 → 128: 6,012 tasks/s over 5,000; 6,012 tasks/s of 20 ms need 151",
                        "GROW 8 → 16: P95 231 ms over 200 ms",
                        "GROW 4 → 8: 37 in the queue, the first for 310 ms");
        assertThat(PoolView.of(workers, chinese).rows())
                .extracting(PoolView.Row::reason)
                .contains("P95 为 231 ms，超过 200 ms", "1 分内最多 12 个在忙");
    }

    @Test
    void showsWhatItLooksAtAndWhatMovesIt() {
        PoolView view = PoolView.of(new WebFeatures.Workers(12, 64, Samples.sizing()), english);

        assertThat(view.fixed()).isFalse();
        assertThat(List.of(view.limit(), view.least(), view.most())).containsExactly("64", "4", "128");
        assertThat(view.rules()).containsExactly("5,000", "200 ms", "1 min");
        assertThat(view.facts())
                .extracting(fact -> fact.name() + " " + fact.value())
                .containsExactly("rate 412", "p95 87 ms", "cpu 41 %", "heap 30 %");
    }

    @Test
    void aPoolThatKeepsItsSizeSaysSo() {
        PoolView view = PoolView.of(new WebFeatures.Workers(3, 64, Samples.fixed()), english);

        assertThat(view.fixed()).isTrue();
        assertThat(view.rows()).isEmpty();
        assertThat(view.facts()).isEmpty();
        assertThat(view.line()).isEqualTo(new PoolView.Picture("M0 1.0H600", "64", "64"));
    }

    @Test
    void theLineStepsWhereTheLimitChanged() {
        StepLine line = StepLine.of(
                List.of(taken(60, 128, 64), taken(90, 128, 128), taken(300, 4, 128), taken(700, 8, 4)),
                64,
                128,
                Samples.NOW,
                SPAN);

        assertThat(line).isEqualTo(new StepLine("M0 68.8H300.0V1.0H540.0V36.0H600", 4, 128));
    }

    @Test
    void aLimitAboveTheMaximumStaysInThePicture() {
        assertThat(StepLine.of(List.of(), 200, 100, Samples.NOW, SPAN).path()).isEqualTo("M0 1.0H600");
    }

    private static Taken taken(int secondsAgo, int from, int to) {
        return new Taken(Samples.NOW.minusSeconds(secondsAgo), new SizeDecision(from, to, new Reason.Maximum(), null));
    }
}
