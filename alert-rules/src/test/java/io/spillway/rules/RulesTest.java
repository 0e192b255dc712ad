package io.spillway.rules;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RulesTest {

    private static final Path RULES = Project.ALERT_RULES.resolve("rules");

    static List<Path> ruleTests() {
        return Project.files(Project.ALERT_RULES.resolve("rules-tests"), ".yml");
    }

    static List<Rule> alerts() {
        return Rule.alerts();
    }

    @Test
    void promtoolAcceptsTheRules() throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
        arguments.addAll(Project.files(RULES, ".yml"));

        Tool.Result result = Tool.PROMTOOL.run(arguments.toArray());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("ruleTests")
    void rulesDoWhatTheirTestsSay(Path file) throws Exception {
        Tool.Result result = Tool.PROMTOOL.run("test", "rules", file);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("SUCCESS");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertIsSpelledOutForPeople(Rule alert) {
        assertThat(alert.annotation("summary"))
                .as("a sentence that is the same for each instance of the alert")
                .endsWith(".")
                .doesNotContain("{{");
        assertThat(alert.annotation("description")).contains(".");
        assertThat(alert.annotation("runbook_url")).isEqualTo("alert-rules/runbooks/" + alert.name() + ".md");
        assertThat(alert.label("severity")).isIn("critical", "warning", "info", "none");
        assertThat(alert.label("purpose")).isIn("control", "notify");
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertHasARunbookWithTheFourSections(Rule alert) {
        String runbook = Project.text(Project.ROOT.resolve(alert.annotation("runbook_url")));

        assertThat(runbook.lines().filter(line -> line.startsWith("#")))
                .containsExactly(
                        "# " + alert.name(),
                        "## What it means",
                        "## What Spillway does by itself",
                        "## What to look at",
                        "## What to do");
    }

    @Test
    void everyRunbookBelongsToAnAlert() {
        assertThat(Project.files(Project.ALERT_RULES.resolve("runbooks"), ".md"))
                .extracting(file -> file.getFileName().toString().replace(".md", ""))
                .containsExactlyInAnyOrderElementsOf(
                        Rule.alerts().stream().map(Rule::name).distinct().toList());
    }

    @Test
    void whatDrivesATierSaysWhichOneAndPeopleHearOfItToo() {
        var byName = Rule.alerts().stream().collect(groupingBy(Rule::name));
        var driving = Rule.alerts().stream()
                .filter(alert -> alert.label("purpose").equals("control"))
                .filter(alert -> !alert.name().equals("SpillwayWatchdog"))
                .toList();

        assertThat(driving)
                .extracting(alert -> alert.name() + " " + alert.label("tier") + " " + alert.label("scope"))
                .containsExactlyInAnyOrder(
                        "ServiceCpuHigh L1 site",
                        "TaskErrorRateHigh L1 service",
                        "CorePathErrorRateHigh L2 core",
                        "SiteErrorRateHigh L3 site");
        assertThat(driving)
                .allSatisfy(control -> assertThat(byName.get(control.name())).containsExactly(control, twin(control)));
    }

    @Test
    void promtoolAcceptsTheRulesWithTheLoopTestsOverlayAndItsThresholdsAreTheSame(@TempDir Path folder)
            throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
        for (Path file : Project.files(RULES, ".yml")) {
            String shipped = Project.text(file);
            String shortened = shipped.replace("[1m]", "[5s]")
                    .replace("[5m]", "[25s]")
                    .replaceAll("(?m)^( +)for: (?!0s).*$", "$1for: 1s")
                    .replaceAll("(?m)^( +)interval: .*$", "$1interval: 1s");
            arguments.add(Files.writeString(folder.resolve(file.getFileName()), shortened));

            assertThat(shortened).isNotEqualTo(shipped);
            assertThat(withoutTimes(shortened)).isEqualTo(withoutTimes(shipped));
        }

        Tool.Result result = Tool.PROMTOOL.run(arguments.toArray());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void rulesLookBackThroughTheKnownWindowsOnly() {
        var window = Pattern.compile("\\[([^]]+)]");

        assertThat(Rule.all())
                .allSatisfy(
                        rule -> assertThat(window.matcher(rule.expr()).results().map(match -> match.group(1)))
                                .isSubsetOf(
                                        "1m", "5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d", // what rates look at
                                        "1h:5m", "6h:5m", "1d:5m", "3d:5m")); // what is counted
    }

    @Test
    void whatCountersDoIsWorkedOutOnceAndReadFromItsRecordElsewhere() {
        var askedBy = new TreeMap<String, TreeSet<String>>();
        for (Rule rule : Rule.all()) {
            for (String change : PromQl.changes(rule.expr())) {
                askedBy.computeIfAbsent(change, _ -> new TreeSet<>()).add(rule.name());
            }
        }

        assertThat(askedBy).hasSizeGreaterThan(10);
        assertThat(askedBy)
                .allSatisfy((change, rules) -> assertThat(rules).as(change).hasSize(1));
    }

    private static Rule twin(Rule control) {
        var labels = new TreeMap<>(control.labels());
        labels.put("purpose", "notify");
        return new Rule(true, control.name(), control.expr(), control.pending(), labels, control.annotations());
    }

    private static String withoutTimes(String rules) {
        return rules.replaceAll("\\[\\w+]", "[]").replaceAll("(?m)^ +(for|interval): .*$", "");
    }
}
