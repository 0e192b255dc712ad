package io.spillway.server.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Sli;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of engagements promises. */
public abstract class EffectStoreContract {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00.123456789Z");
    private static final Scope SHOP = new Scope.Service("stock-deduct");

    /** The same store each time, empty at first. */
    protected abstract EffectStore store();

    protected static Engagement open(int number) {
        return new Engagement(
                SHOP + "@" + number,
                SHOP,
                Tier.L2,
                new Engagement.Origin("0123456789abcdef", null, false),
                T0,
                null,
                new Engagement.Numbers(new Sli(100, 9, Duration.ofMinutes(1), Duration.ofMillis(1_234)), null, null),
                new Engagement.Cost(Map.of(Criticality.SHEDDABLE, 5L), Map.of()),
                null);
    }

    protected static Ledger ledger(long version) {
        return new Ledger(version, 7, T0, List.of(open(1)), List.of(new Ledger.Streak(SHOP, 2)));
    }

    @Test
    void holdsNothingAtFirst() {
        assertThat(store().load()).isEqualTo(Ledger.EMPTY);
        assertThat(store().ended(10)).isEmpty();
    }

    @Test
    void givesBackWhatItKept() {
        Engagement ended = open(2).ended(T0.plusSeconds(9), null, Verdict.UNKNOWN);

        assertThat(store().replace(0, ledger(1), List.of(ended))).isTrue();

        assertThat(store().load()).isEqualTo(ledger(1));
        assertThat(store().ended(10)).containsExactly(ended);
    }

    @Test
    void keepsNothingWhenAnotherNodeWasFaster() {
        store().replace(0, ledger(1), List.of());

        assertThat(store().replace(0, ledger(1), List.of(open(3)))).isFalse();

        assertThat(store().ended(10)).isEmpty();
    }

    @Test
    void tellsThoseThatEndedLastFirst() {
        for (int number = 1; number <= 5; number++) {
            store().replace(number - 1, ledger(number), List.of(open(number)));
        }

        assertThat(store().ended(3)).containsExactly(open(5), open(4), open(3));
    }
}
