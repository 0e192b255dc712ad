package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsTest {

    @Test
    void areNoneWhereNothingIsSaid() {
        assertThat(Limits.NONE)
                .isEqualTo(
                        new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Double.POSITIVE_INFINITY, Integer.MAX_VALUE));
    }

    @Test
    void eachWitherChangesOneLimit() {
        assertThat(Limits.NONE
                        .withPerNode(1)
                        .withConcurrency(2)
                        .withPerSecond(0.5)
                        .withPerKey(4))
                .isEqualTo(new Limits(1, 2, 0.5, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refuseACountThatLetsNothingThrough(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.NONE.withPerNode(limit))
                .withMessage("the limit perNode must be more than 0, and is " + limit);
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withConcurrency(limit));
        assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.withPerKey(limit));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.NEGATIVE_INFINITY})
    void refuseARateThatLetsNothingThrough(double limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.NONE.withPerSecond(limit))
                .withMessageContaining("perSecond");
    }
}
