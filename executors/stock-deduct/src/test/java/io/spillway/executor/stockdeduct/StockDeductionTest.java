package io.spillway.executor.stockdeduct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a payload may say, and the key of it. */
final class StockDeductionTest {

    @Test
    void keysOfDifferentPairsDiffer() {
        assertThat(new StockDeduction("a", 1, "b:c").key()).isNotEqualTo(new StockDeduction("a:b", 1, "c").key());
    }

    @ParameterizedTest
    @CsvSource({"'',1,t", "a,0,t", "a,-1,t", "a,1000001,t", "a,1,' '"})
    void refusesAPayloadOutOfBounds(String sku, long quantity, String traceId) {
        assertThatIllegalArgumentException().isThrownBy(() -> new StockDeduction(sku, quantity, traceId));
    }
}
