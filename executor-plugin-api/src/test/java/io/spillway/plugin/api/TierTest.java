package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TierTest {

    @ParameterizedTest
    @CsvSource({"NONE,NONE,NONE", "NONE,L1,L1", "L1,L2,L2", "L2,L3,L3", "NONE,L3,L3", "L2,L2,L2"})
    void orIsTheMoreSevereOfTheTwoInEitherOrder(Tier one, Tier other, Tier expected) {
        assertThat(one.or(other)).isEqualTo(expected);
        assertThat(other.or(one)).isEqualTo(expected);
    }
}
