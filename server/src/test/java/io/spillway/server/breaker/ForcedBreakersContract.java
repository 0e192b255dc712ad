package io.spillway.server.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store of held breakers does, whatever it is made of. */
public abstract class ForcedBreakersContract {

    protected static final Instant NOW = Instant.parse("2026-07-29T10:00:00Z");

    /** A store without any, which reads the time from {@link #now}. */
    protected abstract ForcedBreakers store();

    protected Instant now = NOW;

    @Test
    void keepsWhatIsHeldUntilItEnds() {
        ForcedBreakers store = store();

        store.set(change("stock-deduct", ForcedBreaker.Mode.FORCED_OPEN, "stock service moves"));
        List<ForcedBreaker> held = store.all();
        now = NOW.plusSeconds(60);
        List<ForcedBreaker> after = store.all();

        assertThat(held)
                .containsExactly(new ForcedBreaker(
                        "stock-deduct",
                        ForcedBreaker.Mode.FORCED_OPEN,
                        "ada",
                        "stock service moves",
                        NOW,
                        NOW.plusSeconds(60)));
        assertThat(after).isEmpty();
    }

    @Test
    void theLastOneHolds() {
        ForcedBreakers store = store();

        store.set(change("stock-deduct", ForcedBreaker.Mode.FORCED_OPEN, "first"));
        store.set(change("stock-deduct", ForcedBreaker.Mode.FORCED_CLOSED, "second \"one\" 二"));

        assertThat(store.all()).singleElement().satisfies(held -> {
            assertThat(held.mode()).isEqualTo(ForcedBreaker.Mode.FORCED_CLOSED);
            assertThat(held.reason()).isEqualTo("second \"one\" 二");
        });
    }

    @Test
    void letsGoOfOneAndSaysWhetherItWasHeld() {
        ForcedBreakers store = store();
        store.set(change("stock-deduct", ForcedBreaker.Mode.FORCED_OPEN, "one"));
        store.set(change("coupon-redeem", ForcedBreaker.Mode.FORCED_OPEN, "other"));

        boolean first = store.clear("stock-deduct");
        boolean again = store.clear("stock-deduct");

        assertThat(first).isTrue();
        assertThat(again).isFalse();
        assertThat(store.all()).extracting(ForcedBreaker::type).containsExactly("coupon-redeem");
    }

    private static ForcedBreakers.Change change(String type, ForcedBreaker.Mode mode, String reason) {
        return new ForcedBreakers.Change(type, mode, "ada", reason, Duration.ofSeconds(60));
    }
}
