package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read, rendered by amtool as Alertmanager renders it. */
final class TemplatesTest {

    private static final Map<String, String> LABELS = Map.of(
            "alertname", "TaskErrorRateHigh",
            "severity", "critical",
            "purpose", "notify",
            "scope", "service",
            "service", "coupon-redeem",
            "tier", "L1");

    @TempDir
    Path folder;

    @Test
    void anEnglishTextSaysWhatWhereSinceWhenAndWhereToLook() throws Exception {
        assertThat(text("spillway.text.en", "firing", LABELS)).isEqualTo("""
                [CRITICAL] TaskErrorRateHigh L1: coupon-redeem

                More than 0.5 % of a task type's runs fail.
                <script>alert(1)</script> & more
                Tier L1. Scope: service, coupon-redeem. Since 2026-11-26 07:00:00 UTC.
                Board: http://127.0.0.1:8080/sla/coupon-redeem
                Runbook: alert-rules/runbooks/TaskErrorRateHigh.md
                """);
    }

    @Test
    void aChineseTextDoesSoToo() throws Exception {
        assertThat(text("spillway.text.zh", "firing", LABELS)).isEqualTo("""
                【严重】TaskErrorRateHigh L1:coupon-redeem

                某类任务的错误率超过 0.5%。
                <script>alert(1)</script> & more
                级别 L1。范围:service coupon-redeem。开始于 2026-11-26 07:00:00 UTC。
                看板:http://127.0.0.1:8080/sla/coupon-redeem
                处理手册:alert-rules/runbooks/TaskErrorRateHigh.md
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void anEndSaysThatItIsOne(String language) throws Exception {
        assertThat(text("spillway.title." + language, "resolved", LABELS)).containsAnyOf("[ENDED]", "【已恢复】");
        assertThat(text("spillway.text." + language, "resolved", LABELS)).contains("07:05:00 UTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aMailIsHtmlInWhichNothingOfAnAlertIs(String language) throws Exception {
        String mail = render("html", "spillway.mail." + language, data("firing", LABELS));

        assertThat(mail)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more")
                .contains("href=\"http://127.0.0.1:8080/sla/coupon-redeem\"")
                .doesNotContain("<script>");
    }

    @Test
    void anAnnouncementOfATierNamesItsEventAndLeadsToTheTiers() throws Exception {
        Map<String, String> labels = Map.of(
                "alertname", "SpillwayTierChanged",
                "severity", "critical",
                "scope", "site",
                "tier", "L3",
                "event", "engage");

        assertThat(text("spillway.text.en", "firing", labels))
                .contains("[CRITICAL] SpillwayTierChanged L3\n", "Scope: site. Event: engage.", ":8080/degradation\n");
        assertThat(text("spillway.text.zh", "firing", labels)).contains("降级级别发生变化。", "事件:engage。");
    }

    @Test
    void eachAlertHasAChineseSummary() {
        String summaries = Project.text(Project.ALERT_RULES.resolve("templates/summaries-zh.tmpl"));

        assertThat(Rule.alerts())
                .allSatisfy(alert -> assertThat(summaries)
                        .containsPattern("eq \\.Labels\\.alertname \"" + alert.name() + "\" }}\\p{script=Han}|"
                                + "eq \\.Labels\\.alertname \"" + alert.name() + "\" }}\\w+[^\\n]*\\p{script=Han}"));
    }

    @Test
    void everyTemplateThatTheConfigurationNamesIsThere() {
        String templates = Project.text(Project.ALERT_RULES.resolve("templates/spillway.tmpl"));
        var named = java.util.regex.Pattern.compile("template \"([\\w.]+)\"")
                .matcher(Project.text(Project.ALERT_RULES.resolve("alertmanager.yml")));

        assertThat(named.results().map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(templates)
                        .contains("define \"" + name + "\"", "define \"" + name.replace(".en", ".zh") + "\""));
    }

    private String text(String template, String status, Map<String, String> labels) throws Exception {
        return render("text", template, data(status, labels));
    }

    private String render(String type, String template, ObjectNode data) throws Exception {
        Path file = Files.writeString(folder.resolve("data.json"), data.toString());
        Tool.Result result = Tool.AMTOOL.run(
                "template",
                "render",
                "--template.type=" + type,
                "--template.glob=" + Project.ALERT_RULES.resolve("templates/*.tmpl"),
                "--template.text={{ template \"" + template + "\" . }}",
                "--template.data=" + file);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private static ObjectNode data(String status, Map<String, String> labels) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("status", status);
        ObjectNode alert = data.putArray("alerts").addObject().put("status", status);
        ObjectNode all = alert.putObject("labels");
        labels.forEach(all::put);
        data.set("commonLabels", all.deepCopy());
        alert.putObject("annotations")
                .put("summary", "More than 0.5 % of a task type's runs fail.")
                .put("description", "<script>alert(1)</script> & more")
                .put("runbook_url", "alert-rules/runbooks/TaskErrorRateHigh.md");
        alert.put("startsAt", "2026-11-26T15:00:00+08:00").put("endsAt", "2026-11-26T15:05:00+08:00");
        return data;
    }
}
