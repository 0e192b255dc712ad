package io.spillway.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.policy.HistoryReader.History;
import io.spillway.server.policy.Simulation.Outcome;
import io.spillway.server.policy.Simulation.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulationTest {

    private static final Instant T0 = Instant.parse("2026-11-26T10:00:00Z");
    private static final String LABELS =
            "\"labels\":{\"alertname\":\"CoreErrors\",\"purpose\":\"control\",\"tier\":\"L2\",\"scope\":\"core\"}";

    private static String line(long second, String status) {
        return "{\"at\":\"" + T0.plusSeconds(second) + "\",\"status\":\"" + status + "\"," + LABELS + "}";
    }

    private static Outcome simulated(DegradeConfig policy, String... lines) {
        return simulated(policy, List.of(lines));
    }

    private static Outcome simulated(DegradeConfig policy, List<String> lines) {
        History history = HistoryReader.read(lines);
        assertThat(history.problems()).isEmpty();
        return Simulation.run(policy, history.deliveries(), Optional.empty());
    }

    private static List<String> shown(Outcome outcome) {
        return outcome.steps().stream()
                .map(step -> (step.at().getEpochSecond() - T0.getEpochSecond()) + " "
                        + step.to().tier() + " " + step.to().state() + " "
                        + step.to().intensity())
                .toList();
    }

    @Test
    void engagesHoldsAndReleasesInSteps() {
        Outcome outcome = simulated(DegradeConfig.defaults(), line(0, "firing"), line(60, "resolved"));

        assertThat(shown(outcome))
                .containsExactly(
                        "0 L2 ENGAGED 1.0",
                        "300 L2 RECOVERING 0.75",
                        "330 L2 RECOVERING 0.5",
                        "360 L2 RECOVERING 0.25",
                        "390 NONE NORMAL 0.0");
        assertThat(outcome.open()).isEmpty();
        assertThat(outcome.to()).isEqualTo(T0.plusSeconds(390));
    }

    @Test
    void latchesASquareWaveOfAMinuteAfterFewTransitions() {
        List<String> wave = new ArrayList<>();
        for (int minute = 0; minute < 60; minute += 2) {
            wave.add(line(minute * 60L, "firing"));
            wave.add(line(minute * 60L + 60, "resolved"));
        }

        Outcome outcome = simulated(DegradeConfig.defaults(), wave);

        long engaged = outcome.steps().stream()
                .filter(step -> step.from().tier() != step.to().tier())
                .count();
        assertThat(engaged).isLessThanOrEqualTo(4);
        assertThat(outcome.steps()).extracting(step -> step.to().state()).contains(State.LATCHED);
    }

    @Test
    void comparesPoliciesOnTheSameHistory() {
        DegradeConfig defaults = DegradeConfig.defaults();
        DegradeConfig observing =
                defaults.withPolicy(Tier.L2, defaults.policy(Tier.L2).withObserve(true));

        Step step = simulated(observing, line(0, "firing"), line(1, "resolved"))
                .steps()
                .getFirst();

        assertThat(step.to().state()).isEqualTo(State.OBSERVE);
        assertThat(step.does()).isEqualTo("nothing, but would: shed SHEDDABLE, SHEDDABLE_PLUS");
    }

    @Test
    void readsABodyOfTheWebhookAndAnAlertOfTheApi() {
        String body = "{\"at\":\"2026-11-26T10:00:07Z\",\"body\":{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\","
                + LABELS + ",\"startsAt\":\"2026-11-26T09:59:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
                + "\"fingerprint\":\"0123456789abcdef\"}]}}";
        String episode = "{\"status\":\"resolved\",\"fingerprint\":\"00000000000000aa\"," + LABELS
                + ",\"startsAt\":\"2026-11-26T18:00:00+08:00\",\"endsAt\":\"2026-11-26T10:05:00Z\"}";

        assertThat(shown(simulated(DegradeConfig.defaults(), body)).getFirst()).isEqualTo("7 L2 ENGAGED 1.0");
        assertThat(shown(simulated(DegradeConfig.defaults(), "# a comment", "", episode)))
                .startsWith("0 L2 ENGAGED 1.0")
                .contains("300 L2 RECOVERING 0.75");
    }

    @Test
    void freezesWhereTheWatchdogFallsSilent() {
        String watchdog = "{\"at\":\"2026-11-26T10:00:00Z\",\"status\":\"firing\","
                + "\"labels\":{\"alertname\":\"SpillwayWatchdog\",\"purpose\":\"control\"}}";

        Outcome outcome = simulated(DegradeConfig.defaults(), watchdog, line(0, "firing"), line(400, "resolved"));

        assertThat(outcome.steps()).extracting(step -> step.to().state()).containsExactly(State.ENGAGED, State.FROZEN);
        assertThat(outcome.open()).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithWhichLine() {
        History history = HistoryReader.read(List.of(
                line(0, "firing"),
                "not JSON",
                "{\"at\":\"yesterday\",\"status\":\"firing\"," + LABELS + "}",
                "{\"status\":\"firing\"," + LABELS + "}",
                "{\"at\":\"2026-11-26T10:00:00Z\",\"status\":\"on\"," + LABELS + "}",
                "{\"at\":\"2026-11-26T10:00:00Z\",\"status\":\"firing\",\"labels\":{\"a\":1}}",
                "{\"body\":{}}",
                "{\"at\":\"2026-11-26T10:00:00Z\",\"body\":{\"version\":\"3\"}}",
                "[]"));

        assertThat(history.problems()).hasSize(8);
        assertThat(history.problems().getFirst()).startsWith("line 2: is not a JSON object");
        assertThat(history.problems().subList(1, 8))
                .containsExactly(
                        "line 3: at must be a time such as 2026-11-26T10:00:00Z",
                        "line 4: at or startsAt is missing: when it was",
                        "line 5: status must be \"firing\" or \"resolved\"",
                        "line 6: the label a must be a text",
                        "line 7: at is missing: when the body came",
                        "line 8: body/version must be the text \"4\": no other version of the webhook is known",
                        "line 9: must be a JSON object");
    }

    @Test
    void printsATableAndASummary() {
        String text = new Timeline(simulated(DegradeConfig.defaults(), line(0, "firing"), line(60, "resolved"))).text();

        assertThat(text)
                .contains("2026-11-26T10:00:00Z  core   NONE               L2 ENGAGED         CoreErrors fires.")
                .contains("shed SHEDDABLE, SHEDDABLE_PLUS of 75% of the callers")
                .contains("(6m 30s): 5 transitions, not latched.")
                .contains("core: L2 for 6m 30s");
    }

    @Test
    void printsTheSameAsJson() {
        String json = new Timeline(simulated(DegradeConfig.defaults(), line(0, "firing"), line(60, "resolved"))).json();

        assertThat(json).contains("\"transitions\" : 5", "\"core\" : {", "\"L2\" : 390");
    }
}
