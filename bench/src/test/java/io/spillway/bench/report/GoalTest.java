package io.spillway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {

    @Test
    void isMetAtItsBound() {
        assertThat(Goal.atLeast(0.7).isMet(0.7)).isTrue();
        assertThat(Goal.atMost(10).isMet(10)).isTrue();
    }

    @Test
    void isMissedBeyondIt() {
        assertThat(Goal.atLeast(0.7).isMet(0.69)).isFalse();
        assertThat(Goal.atMost(10).isMet(10.1)).isFalse();
    }

    @Test
    void isNeverMetByWhatWasNotSeen() {
        assertThat(Goal.atLeast(0).isMet(Double.NaN)).isFalse();
        assertThat(Goal.atMost(0).isMet(Double.NaN)).isFalse();
    }
}
