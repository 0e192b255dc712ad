package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.degrade.AllReasons;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EngineWordsTest {

    private static final Format CHINESE = new Format(Locale.SIMPLIFIED_CHINESE, Instant.EPOCH);
    private static final Format ENGLISH = new Format(Locale.ENGLISH, Instant.EPOCH);

    @ParameterizedTest
    @MethodSource("said")
    void whatTheEngineSaysIsSaidInTheReadersLanguage(String said) {
        assertThat(EngineWords.words(said, ENGLISH)).isEqualTo(said);
        assertThat(EngineWords.words(said, CHINESE))
                .as(said)
                .containsPattern("\\p{IsHan}")
                .doesNotContainPattern("[a-z]{3,} [a-z]{2,} [a-z]{2,} [a-z]{2,}");
    }

    static Stream<String> said() {
        return AllReasons.said().stream();
    }

    @Test
    void whatStandsInASentenceIsKept() {
        assertThat(EngineWords.words("CorePathErrorRateHigh fires.", CHINESE)).isEqualTo("CorePathErrorRateHigh 正在触发。");
        assertThat(EngineWords.words("In force for more than 24 h: a person must look at it and release it.", CHINESE))
                .contains("24 小时");
        assertThat(EngineWords.words("Released by li.wang: it is over.", CHINESE))
                .isEqualTo("由 li.wang 解除：it is over.");
        assertThat(EngineWords.words("An alert without a name fires.", CHINESE)).isEqualTo("未命名的告警 正在触发。");
    }

    @Test
    void whatAPersonWroteIsKept() {
        for (String written : List.of("a drill of the board", "{0} ${x}", "", "x".repeat(100_000) + " fires.")) {
            assertThat(EngineWords.words(written, CHINESE)).isEqualTo(written);
        }
        assertThat(EngineWords.of(null, CHINESE)).isNull();
    }
}
