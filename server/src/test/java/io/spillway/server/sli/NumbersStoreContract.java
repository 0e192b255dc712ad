package io.spillway.server.sli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.sli.NumbersStore.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of numbers does. */
public abstract class NumbersStoreContract {

    protected static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    protected static final Sheds CORE = new Sheds("core", Tier.L2, Criticality.SHEDDABLE);
    private static final Sheds TYPE = new Sheds("service:stock-deduct", Tier.L1, Criticality.SHEDDABLE_PLUS);

    /** The same store each time. */
    protected abstract NumbersStore store();

    /** Lets time pass for it. */
    protected abstract void pass(Duration time);

    protected static NodeNumbers numbers(long runs) {
        return new NodeNumbers(Map.of("stock-deduct", new Count(runs, runs / 2)), new Count(7, 1));
    }

    @Test
    void tellsWhatAllSaidAndWhen() {
        store().exchange("one", numbers(10), Map.of());
        pass(Duration.ofSeconds(2));

        NumbersStore.Said said = store().exchange("two", numbers(20), Map.of());

        assertThat(said.nodes())
                .containsExactlyInAnyOrder(
                        new Word("one", numbers(10), Duration.ofSeconds(2)),
                        new Word("two", numbers(20), Duration.ZERO));
    }

    @Test
    void keepsTheLastWordOfEach() {
        store().exchange("one", numbers(10), Map.of());

        NumbersStore.Said said = store().exchange("one", numbers(30), Map.of());

        assertThat(said.nodes()).containsExactly(new Word("one", numbers(30), Duration.ZERO));
    }

    @Test
    void leavesOutWhoHasBeenSilentForTooLong() {
        store().exchange("one", numbers(10), Map.of());
        pass(ClusterNumbers.GONE);
        assertThat(store().exchange("two", numbers(20), Map.of()).nodes()).hasSize(2);
        pass(Duration.ofMillis(1));

        assertThat(store().exchange("two", numbers(20), Map.of()).nodes())
                .extracting(Word::node)
                .containsExactly("two");
    }

    @Test
    void tellsForHowLongThereHasBeenAnyWord() {
        assertThat(store().exchange("one", numbers(1), Map.of()).watched()).isZero();
        pass(ClusterNumbers.GONE);
        assertThat(store().exchange("two", numbers(1), Map.of()).watched()).isEqualTo(ClusterNumbers.GONE);
        pass(Duration.ofSeconds(1));
        assertThat(store().exchange("two", numbers(1), Map.of()).watched()).isEqualTo(Duration.ofSeconds(11));

        pass(ClusterNumbers.GONE.plusMillis(1));

        assertThat(store().exchange("one", numbers(1), Map.of()).watched()).isZero();
    }

    @Test
    void addsUpWhatIsShed() {
        store().exchange("one", numbers(1), Map.of(CORE, 3L));
        store().exchange("two", numbers(1), Map.of(CORE, 4L, TYPE, 1L));

        assertThat(store().exchange("one", numbers(1), Map.of()).sheds()).isEqualTo(Map.of(CORE, 7L, TYPE, 1L));
    }
}
