package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.sla.SlaReport.Quantile;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatTest {

    private static final Instant NOW = Instant.parse("2026-11-23T14:21:07Z");
    private final Format english = new Format(Locale.ENGLISH, NOW);
    private final Format chinese = new Format(Locale.SIMPLIFIED_CHINESE, NOW);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 %",
                "0.124|12.40 %",
                "1|100 %",
                "0.9999|99.99 %",
                "0.99999|> 99.99 %",
                "0.00001|< 0.01 %",
                "0.0001|0.01 %"
            })
    void aShareNeverLooksBetterThanItIs(double share, String text) {
        assertThat(english.share(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|100 %", "0.829|82 %", "0.009|0 %", "0|0 %", "-0.001|−1 %", "-0.18|−18 %", "-123|< −999 %"})
    void whatIsLeftIsRoundedDown(double share, String text) {
        assertThat(english.wholePercent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 ms",
                "400|< 1 ms",
                "1000|1 ms",
                "38000|38 ms",
                "999400|999 ms",
                "999600|1 s",
                "1280000|1.28 s",
                "9990000|9.99 s",
                "15002000|15.0 s",
                "75000000|75.0 s",
                "250000000|250 s"
            })
    void aLatencyHasThreeDigitsAtTheMost(long micros, String text) {
        assertThat(english.latency(Duration.ofNanos(micros * 1000))).isEqualTo(text);
    }

    @Test
    void aCountdownShowsWholeSecondsUntilNoneAreLeft() {
        Format format = new Format(Locale.ENGLISH, Samples.NOW);

        assertThat(format.countdown(Duration.ofMillis(41_001))).isEqualTo("0:42");
        assertThat(format.countdown(Duration.ofSeconds(41))).isEqualTo("0:41");
        assertThat(format.countdown(Duration.ofSeconds(125))).isEqualTo("2:05");
        assertThat(format.countdown(Duration.ofSeconds(7_265))).isEqualTo("2:01:05");
    }

    @Test
    void aQuantileBeyondTheLargestBoundSaysSo() {
        assertThat(english.latency(new Quantile(Duration.ofMillis(1280), true))).isEqualTo("≥ 1.28 s");
        assertThat(english.latency(new Quantile(Duration.ofMillis(1280), false)))
                .isEqualTo("1.28 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-5|0 s|0 秒",
                "12|12 s|12 秒",
                "192|3 min 12 s|3 分 12 秒",
                "1200|20 min|20 分",
                "7500|2 h 5 min|2 小时 5 分",
                "273600|3 d 4 h|3 天 4 小时"
            })
    void whatLastsIsSaidInItsTwoLargestUnits(long seconds, String inEnglish, String inChinese) {
        assertThat(english.lasting(Duration.ofSeconds(seconds))).isEqualTo(inEnglish);
        assertThat(chinese.lasting(Duration.ofSeconds(seconds))).isEqualTo(inChinese);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0.02|< 0.1", "0.4|0.4", "9.94|9.9", "9.96|10", "2412.3|2,412"})
    void aRateHasADigitAfterThePointBelowTen(double rate, String text) {
        assertThat(english.rate(rate)).isEqualTo(text);
    }

    @Test
    void aNumberThatIsNoneIsNotShownAsOne() {
        assertThat(english.times(Double.NaN)).isEqualTo("–");
        assertThat(english.times(Double.POSITIVE_INFINITY)).isEqualTo("–");
    }

    @Test
    void anObjectiveKeepsItsDigits() {
        assertThat(english.objective(0.9995)).isEqualTo("99.95 %");
        assertThat(english.objective(0.95)).isEqualTo("95 %");
        assertThat(chinese.objective(0.95)).isEqualTo("95%");
    }

    @Test
    void aTimeOfAnotherDayHasItsDay() {
        assertThat(english.moment(NOW.minusSeconds(60)).brief()).isEqualTo("14:20:07");
        assertThat(english.moment(NOW.minusSeconds(90_000)).brief()).isEqualTo("Nov 22, 13:21");
        assertThat(chinese.moment(NOW.minusSeconds(90_000)).brief()).isEqualTo("11月22日 13:21");
        assertThat(english.moment(NOW).full()).isEqualTo("2026-11-23 14:21:07 UTC");
    }
}
