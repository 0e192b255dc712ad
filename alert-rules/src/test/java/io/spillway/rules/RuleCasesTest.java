package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That promtool's tests leave no alert's case out. What they expect, promtool checks: see {@link RulesTest}. */
final class RuleCasesTest {

    private static final Pattern TIME = Pattern.compile("(\\d+)([dhms])");
    private static final List<RuleTest> TESTS = RuleTest.all();

    static List<Rule> alerts() {
        return Rule.alerts();
    }

    static List<RuleTest> named() {
        return TESTS.stream().filter(test -> !test.alert().isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertIsTestedInEachOfItsCases(Rule alert) {
        Set<RuleCase> tested = EnumSet.noneOf(RuleCase.class);
        testsOf(alert).forEach(test -> tested.addAll(test.cases()));

        assertThat(tested).containsAll(RuleCase.of(alert));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertFiresAtTheEndOfItsWaitAndNotOneEvaluationBefore(Rule alert) {
        if (RuleCase.of(alert).contains(RuleCase.FIRES)) {
            assertThat(testsOf(alert))
                    .filteredOn(test -> test.cases().contains(RuleCase.FIRES))
                    .anyMatch(test -> firesAtOnceAfterSilence(test, alert));
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertEndsAfterItFired(Rule alert) {
        if (RuleCase.of(alert).contains(RuleCase.ENDS)) {
            assertThat(testsOf(alert))
                    .filteredOn(test -> test.cases().contains(RuleCase.ENDS))
                    .anyMatch(test -> test.expectations().stream()
                            .filter(each -> fires(each, alert))
                            .anyMatch(fired -> test.expectations().stream()
                                    .anyMatch(later -> at(later).compareTo(at(fired)) > 0 && !fires(later, alert))));
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyCaseIsWhatItIsCalled(Rule alert) {
        Set<String> watched = PromQl.series(Rule.spelledOut(alert.expr()));
        for (RuleCase each : RuleCase.of(alert)) {
            List<RuleTest> tests = testsOf(alert).stream()
                    .filter(test -> test.cases().contains(each))
                    .toList();
            List<InputSeries> input = tests.stream()
                    .flatMap(test -> test.input().stream())
                    .filter(series -> watched.contains(series.name()))
                    .toList();
            boolean isSo = switch (each) {
                case FIRES -> fires(tests);
                case ENDS -> fires(tests) && isSilent(tests);
                case EDGE -> fires(tests) && isSilent(tests);
                case LOW_VOLUME -> fires(tests) && isSilent(tests);
                case NO_DATA ->
                    input.stream().anyMatch(InputSeries::endsEarly)
                            || tests.stream().anyMatch(test -> test.input().isEmpty());
                case RESET -> input.stream().anyMatch(InputSeries::falls);
                case SHED -> input.stream().anyMatch(InputSeries::isShed);
            };
            assertThat(isSo).as(alert.name() + ": " + each).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertIsSeenFiringAndSilentWhateverTheTestsAreCalled(Rule alert) {
        List<JsonNode> looks = TESTS.stream()
                .flatMap(test -> test.json().path("alert_rule_test").valueStream())
                .filter(each -> each.path("alertname").asText().equals(alert.name()))
                .toList();

        assertThat(looks).anyMatch(look -> fires(look, alert));
        if (!alert.name().equals("SpillwayWatchdog")) {
            assertThat(looks).anyMatch(look -> !fires(look, alert));
        }
    }

    @ParameterizedTest
    @MethodSource("named")
    void everyNamedTestIsAboutItsAlert(RuleTest test) {
        assertThat(Rule.alerts()).extracting(Rule::name).contains(test.alert());
        assertThat(!test.expectations().isEmpty() || test.asksForIt())
                .as("an expectation about " + test.alert())
                .isTrue();
    }

    @Test
    void aSeriesSaysHowItGoes() {
        assertThat(series("0+5x10 0+5x10").falls()).isTrue();
        assertThat(series("3x10 1").falls()).isTrue();
        assertThat(series("0+5x10 50+1.5e3x10 stale").falls()).isFalse();
        assertThat(series("0 5x10 stale").endsEarly()).isTrue();
        assertThat(series("0 5x10").endsEarly()).isFalse();
        assertThat(series("0").type()).isEqualTo("a");
    }

    private static InputSeries series(String values) {
        return new InputSeries("x_total{type=\"a\"}", List.of(values.split(" ")));
    }

    @Test
    void whatAnAlertMustBeTestedForFollowsFromItsExpression() {
        assertThat(RuleCase.of(alert("spillway_nodes == 1")))
                .containsExactlyInAnyOrder(RuleCase.FIRES, RuleCase.ENDS, RuleCase.NO_DATA);
        assertThat(RuleCase.of(alert("service:task_errors:guarded_ratio_rate5m > 0.005")))
                .containsExactlyInAnyOrder(RuleCase.values());
        assertThat(RuleCase.of(alert("rate(spillway_leases_lost_total[5m]) > 0")))
                .doesNotContain(RuleCase.LOW_VOLUME, RuleCase.SHED)
                .contains(RuleCase.RESET, RuleCase.EDGE);
    }

    private static List<RuleTest> testsOf(Rule alert) {
        return TESTS.stream().filter(test -> test.alert().equals(alert.name())).toList();
    }

    private static boolean fires(List<RuleTest> tests) {
        return tests.stream().flatMap(test -> test.looks().stream()).anyMatch(look -> !look.isEmpty());
    }

    /* At some time, or about one of the types. */
    private static boolean isSilent(List<RuleTest> tests) {
        return tests.stream()
                .anyMatch(test -> test.looks().stream()
                        .anyMatch(look -> look.isEmpty()
                                || test.input().stream()
                                        .map(InputSeries::type)
                                        .anyMatch(type -> look.stream().noneMatch(labels -> labels.contains(type)))));
    }

    private static boolean firesAtOnceAfterSilence(RuleTest test, Rule alert) {
        List<JsonNode> expected = test.expectations();
        return expected.stream()
                .filter(each -> fires(each, alert))
                .anyMatch(fired -> expected.stream()
                        .anyMatch(before -> !fires(before, alert)
                                && at(before).plus(time(test.step())).equals(at(fired))));
    }

    /* The alert, and not another of its name. */
    private static boolean fires(JsonNode expectation, Rule alert) {
        return expectation
                .path("exp_alerts")
                .valueStream()
                .anyMatch(expected -> alert.labels().entrySet().stream()
                        .allMatch(label -> expected.path("exp_labels")
                                .path(label.getKey())
                                .asText()
                                .equals(label.getValue())));
    }

    private static Duration at(JsonNode expectation) {
        return time(expectation.path("eval_time").asText());
    }

    private static Duration time(String text) {
        Duration time = Duration.ZERO;
        Matcher part = TIME.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            time = time.plus(
                    switch (part.group(2)) {
                        case "d" -> Duration.ofDays(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofSeconds(amount);
                    });
        }
        return time;
    }

    private static Rule alert(String expression) {
        return new Rule(true, "Any", expression, "", Map.of(), Map.of());
    }
}
