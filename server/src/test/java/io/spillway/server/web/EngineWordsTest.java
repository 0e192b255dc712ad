package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.AllReasons;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        for (String written :
                List.of("a drill of the board", "{0} ${x}", "", "x".repeat(100_000) + " fires.", "5 min")) {
            assertThat(EngineWords.words(written, CHINESE)).isEqualTo(written);
        }
        assertThat(EngineWords.words("Released by li: The alert no longer fires.", CHINESE))
                .isEqualTo("由 li 解除：The alert no longer fires.");
        for (String written : List.of("It no longer fires.", "Nobody holds the tier by hand any more.")) {
            assertThat(EngineWords.of(status(ScopeStatus.State.MANUAL_HOLD, written), CHINESE))
                    .isEqualTo(written);
            assertThat(EngineWords.of(status(ScopeStatus.State.ENGAGED, written), CHINESE))
                    .isNotEqualTo(written);
            assertThat(EngineWords.of(entry("li", "degradation.engage", written), CHINESE))
                    .isEqualTo(written);
            assertThat(EngineWords.of(entry("engine", "limits.change", written), CHINESE))
                    .isEqualTo(written);
        }
        assertThat(EngineWords.of(status(ScopeStatus.State.NORMAL, null), CHINESE))
                .isNull();
    }

    @Test
    void theAuditLogShowsTheEnginesWords() {
        assertThat(EngineWords.of(
                        entry("engine", "degradation.step", "Nobody holds the tier by hand any more."), CHINESE))
                .isEqualTo("已不再人工保持该降级。");
        assertThat(EngineWords.of(entry("alert:0f", "degradation.engage", "CorePathErrorRateHigh fires."), CHINESE))
                .isEqualTo("CorePathErrorRateHigh 正在触发。");
        assertThat(EngineWords.of(entry("li", "degradation.step", "Released by li: over"), CHINESE))
                .isEqualTo("由 li 解除：over");
    }

    private static ScopeStatus status(ScopeStatus.State state, @Nullable String reason) {
        return new ScopeStatus(new Scope.Core(), Tier.L1, state, 1, Instant.EPOCH, null, reason, null, null);
    }

    private static AuditEntry entry(String actor, String action, String reason) {
        return new AuditEntry(1, Instant.EPOCH, actor, action, "core", "", reason, "", "");
    }

    @Test
    void whatAPersonDidIsInTheReadersLanguageAndWhyIsTheirOwn() {
        assertThat(ChangeView.words("L2 (MANUAL_HOLD) → released", CHINESE)).isEqualTo("L2（人工设定） → 已解除");
        assertThat(ChangeView.words("failed → discarded", CHINESE)).isEqualTo("已失败 → 已丢弃");
        assertThat(ChangeView.words("open → by itself", CHINESE)).endsWith(" → 自动");
        assertThat(ChangeView.words("2 at once → none by hand", CHINESE)).endsWith(" → 无手动设置");
        assertThat(ChangeView.words("L2 (MANUAL_HOLD) → released", ENGLISH))
                .isEqualTo("L2 (switched by hand) → released");
        assertThat(ChangeView.words("NONE (NORMAL) → L1 for PT1H30M", CHINESE)).isEqualTo("未降级（正常） → L1，持续 1 小时 30 分");
        assertThat(ChangeView.words("L1 (ENGAGED) → NONE for PT20M", ENGLISH))
                .isEqualTo("L1 (engaged by an alert) → no tier for 20 min");
        assertThat(ChangeView.words("unchanged", CHINESE)).isEqualTo("未改变");
        for (ScopeStatus.State state : ScopeStatus.State.values()) {
            assertThat(ChangeView.words("L3 (" + state + ") → released", CHINESE))
                    .as("%s", state)
                    .doesNotContain(state.name())
                    .doesNotContain("released");
        }
        assertThat(EngineWords.of(entry("li", "degradation.release", "released by hand"), CHINESE))
                .isEqualTo("人工解除");
        assertThat(EngineWords.of(entry("li", "degradation.release", "it is over"), CHINESE))
                .isEqualTo("it is over");
        assertThat(EngineWords.words("Released by li: released by hand", CHINESE))
                .isEqualTo("由 li 解除：人工解除");
        for (String strange : List.of("L9 (NORMAL)", "L2 (GONE)", "L1 for PT", "L1 for ever", "<b> (NORMAL)")) {
            assertThat(ChangeView.words(strange, CHINESE)).isEqualTo(strange);
        }
    }
}
