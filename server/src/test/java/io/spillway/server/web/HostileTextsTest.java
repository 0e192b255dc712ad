package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of senders and of people, who may mean harm, on every page that shows them: as texts, and as nothing else. */
final class HostileTextsTest {

    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final String HOSTILE = SCRIPT + "\"' onmouseover=\"alert(2)\" <img src=x onerror=alert(3)> ${7*7}";
    private static final String FINGERPRINT = "c0ffee0000000001";

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @BeforeEach
    void fill() {
        server.alerts = List.of(new Alert(
                FINGERPRINT,
                Alert.Status.FIRING,
                Map.of(
                        "alertname",
                        HOSTILE,
                        "服务名 \u202e" + SCRIPT,
                        "优惠券 🎟 " + HOSTILE,
                        "purpose",
                        "control",
                        "scope",
                        "core",
                        "tier",
                        "L2"),
                Map.of("summary", HOSTILE, "description", HOSTILE, "runbook_url", "javascript:alert(4)"),
                Fakes.NOW,
                null,
                Fakes.NOW,
                "javascript:alert(5)"));
        List<ScopeStatus> scopes = new ArrayList<>();
        for (State state : State.values()) {
            if (state != State.NORMAL) {
                scopes.add(status(new Scope.Service("type-" + state.ordinal()), state));
            }
        }
        scopes.add(status(new Scope.Core(), State.ENGAGED));
        scopes.add(status(new Scope.Site(), State.MANUAL_HOLD));
        server.tiers.show(scopes);
        for (String action : List.of("degradation.engage", "degradation.release", "task.retry", HOSTILE)) {
            for (String subject : List.of("core", "service:" + HOSTILE, HOSTILE)) {
                server.audit.append(
                        "alert:" + FINGERPRINT, action, subject, "NONE → L2 ENGAGED 100 %", HOSTILE + " fires.");
                server.audit.append(HOSTILE, action, subject, HOSTILE + " → released", "Released by " + HOSTILE);
                server.audit.append("alert:\"" + HOSTILE, action, subject, "L2 (" + HOSTILE + ") → released", HOSTILE);
            }
        }
    }

    private static ScopeStatus status(Scope scope, State state) {
        Tier tier = state == State.PENDING ? Tier.NONE : Tier.L2;
        double intensity = tier == Tier.NONE ? 0 : 1;
        return new ScopeStatus(
                scope, tier, state, intensity, Fakes.NOW, null, HOSTILE + " fires.", FINGERPRINT, HOSTILE);
    }

    @ParameterizedTest
    @CsvSource({
        "/,en", "/degradation,en", "/audit,en", "/alerts,en", "/nodes,en", "/tasks,en",
        "/,zh-CN", "/degradation,zh-CN", "/audit,zh-CN", "/alerts,zh-CN", "/nodes,zh-CN", "/tasks,zh-CN"
    })
    void areShownAsTexts(String path, String language) {
        var answer = server.get(path, "Accept-Language", language);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("lang=\"" + language + "\"")
                .doesNotContain("<script>", "<img", "javascript:", ">49<", " 49 ")
                .doesNotContainPattern("(?i)(href|src|action)=\"(?!/|https?://|#|\\?)");
        assertThat(answer.body().replaceAll("\"[^\"]*\"", ""))
                .as("without what stands in quotes, where quotes are escaped")
                .doesNotContainPattern("<[a-z][^<>]*\\son[a-z]+=");
        if (List.of("/", "/degradation", "/audit", "/alerts").contains(path)) {
            assertThat(answer.body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/alerts", "/api/v1/degradation", "/api/v1/audit"})
    void stayTextsInJsonThatNoBrowserTakesForAPage(String path) {
        var answer = server.get(path);

        assertThat(answer.body()).contains("alert(1)");
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().startsWith("application/json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
}
