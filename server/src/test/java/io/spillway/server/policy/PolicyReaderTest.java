package io.spillway.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ConcurrencyShares;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.RetryCut;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Threshold;
import io.spillway.server.degrade.TierActions;
import io.spillway.server.degrade.TierPolicy;
import io.spillway.server.policy.PolicyReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy file may say, and how its mistakes are named. */
final class PolicyReaderTest extends PolicyScene {

    private static List<String> problems(String text) {
        return switch (PolicyReader.read(text, DEFAULTS)) {
            case Reading.Accepted _ -> List.of();
            case Reading.Refused(List<PolicyProblem> problems) ->
                problems.stream().map(each -> each.in("f")).toList();
        };
    }

    @Test
    void theExampleSaysWhatHoldsWithoutAFile() throws IOException {
        Path example = Path.of("..", "docs", "degradation-policy.example.yml");

        assertThat(accepted(Files.readString(example))).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "tiers: {}\n"})
    void leavesTheSettingsAsTheyAreWhereTheFileSaysNothing(String text) {
        assertThat(accepted(text)).isEqualTo(DEFAULTS);
    }

    @Test
    void readsEverythingThatATierDoes() {
        DegradeConfig config = accepted("""
                tiers:
                  L2:
                    min-hold: 90s
                    max-time: 2h
                    observe: true
                    sheds: [SHEDDABLE]
                    concurrency-share: 0.75
                    concurrency-share-of:
                      http-request: 0.25
                    retries:
                      max-attempts: 2
                      slower: 2.5
                    fallback: false
                    pause: [envoy-listener-audit]
                    slow: 250ms
                """);

        TierActions actions = new TierActions(
                Set.of(Criticality.SHEDDABLE),
                new ConcurrencyShares(0.75, Map.of("http-request", 0.25)),
                new RetryCut(2, 2.5),
                false,
                Set.of("envoy-listener-audit"),
                Duration.ofMillis(250));
        assertThat(config.policy(Tier.L2))
                .isEqualTo(new TierPolicy(Duration.ofSeconds(90), Duration.ofHours(2), true, actions));
        assertThat(config.policy(Tier.L1)).isEqualTo(DEFAULTS.policy(Tier.L1));
    }

    @Test
    void letsOneScopeDifferFromTheTierOfTheFile() {
        DegradeConfig config = accepted("""
                tiers:
                  L1: {max-time: 3h}
                overrides:
                  service:coupon-redeem:
                    L1: {min-hold: 10m, observe: true}
                """);

        TierPolicy own = config.policy(new Scope.Service("coupon-redeem"), Tier.L1);
        assertThat(own.minHold()).isEqualTo(Duration.ofMinutes(10));
        assertThat(own.maxTime()).isEqualTo(Duration.ofHours(3));
        assertThat(own.observe()).isTrue();
        assertThat(config.policy(new Scope.Site(), Tier.L1).observe()).isFalse();
    }

    @Test
    void namesAllMistakesAtOnceEachWithItsLine() {
        assertThat(problems("""
                observed: true
                labels:
                  puprose: use
                pace:
                  confirm: 5 minutes
                  admitted-percent: [25, 200]
                tiers:
                  L1:
                    min-hold: -1s
                    sheds: [SHEDDABEL, CRITICAL_PLUS]
                    concurrency-share: 0
                    slow: 1m
                    retries: some
                    fallback: perhaps
                    pause: Envoy
                  L4: {}
                overrides:
                  service: {L1: {observe: true}}
                """))
                .containsExactly(
                        "f:1: observed: is not a known key; did you mean observe?",
                        "f:3: labels.puprose: is not a known key; did you mean purpose?",
                        "f:5: pace.confirm: must be a duration such as 250ms, 30s, 5m, 1h or 7d, not '5 minutes'",
                        "f:6: pace.admitted-percent: must be a whole number from 1 to 100, not 200",
                        "f:9: tiers.L1.min-hold: must be a duration such as 250ms, 30s, 5m, 1h or 7d, not '-1s'",
                        "f:10: tiers.L1.sheds: 'SHEDDABEL' is no criticality; did you mean SHEDDABLE?; "
                                + "CRITICAL_PLUS cannot be shed by any tier",
                        "f:11: tiers.L1.concurrency-share: must be a number above 0, up to 1, such as 0.5, not 0",
                        "f:12: tiers.L1.slow: must be 10s at the most: callers that wait for longer give up",
                        "f:13: tiers.L1.retries: must be normal, none, or a section with max-attempts and slower",
                        "f:14: tiers.L1.fallback: must be true or false, not 'perhaps'",
                        "f:15: tiers.L1.pause: must be a list of task types such as [stock-deduct]",
                        "f:16: tiers.L4: is not a known key; did you mean L1?",
                        "f:18: overrides.service: is no scope: write core, site, or service:<task type>");
    }

    @Test
    void namesWhatOnlyTheWholeShows() {
        assertThat(problems("""
                pace:
                  admitted-percent: [50, 25]
                tiers:
                  L1:
                    min-hold: 30m
                    max-time: 5m
                """))
                .containsExactly(
                        "f:2: pace: the steps of a release must grow from above 0 to 100 per cent: [50, 25]",
                        "f:5: tiers.L1: the maximum time PT5M is shorter than the minimum hold PT30M");
    }

    @Test
    void namesAKeyThatStandsTwice() {
        assertThat(problems("""
                observe: true
                tiers:
                  L1: {slow: 1s}
                  L1: {slow: 2s}
                observe: false
                """))
                .containsExactly(
                        "f:4: tiers.L1: stands here a second time; the first is line 3",
                        "f:5: observe: stands here a second time; the first is line 1");
    }

    @Test
    void namesAKeyWithoutAValueAndOneWithTheWrongKind() {
        assertThat(problems("""
                observe:
                tiers: [L1]
                core-types: {a: b}
                """))
                .containsExactly(
                        "f:1: observe: has no value",
                        "f:2: tiers: must be a section: keys with values, indented below it",
                        "f:3: core-types: must be a list of task types such as [stock-deduct]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "just text", "a: [", "a: b: c", "\t- x", "{{{{", "? ? ?", "\u0000"})
    void refusesWhatIsNoPolicyAtAll(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @Test
    void refusesWhatIsTooLargeOrTooDeep() {
        assertThat(problems("#".repeat(300_000))).hasSize(1);
        assertThat(problems("{a: ".repeat(40) + "1" + "}".repeat(40))).isNotEmpty();
    }

    @Test
    void keepsTheThresholdsOfTheSettingsThatItDoesNotName() {
        DegradeConfig settings = DEFAULTS.withPace(DEFAULTS.pace()
                .withThreshold(Tier.L1, DEFAULTS.pace().threshold(Tier.L1).withClear(Duration.ofSeconds(7)))
                .withBounds(new Pace.Bounds(Duration.ofSeconds(2), Duration.ofSeconds(3), 8, 1, 1)));
        String text = "pace: {confirm: 1s, thresholds: {L2: {trigger-ratio: 0.2, min-runs: 9}}}\n";

        Pace pace =
                ((Reading.Accepted) PolicyReader.read(text, settings)).config().pace();

        assertThat(pace.threshold(Tier.L1)).isEqualTo(settings.pace().threshold(Tier.L1));
        assertThat(pace.threshold(Tier.L2)).isEqualTo(new Threshold(0.2, 0.7, Duration.ofMinutes(5), 9, 0.5));
        assertThat(pace.bounds()).isEqualTo(settings.pace().bounds());
        assertThat(PolicyText.of(settings)).contains("      clear: 7s\n", "    max-changes: 8\n");
    }

    @Test
    void refusesThresholdsThatAreNone() {
        assertThat(problems(
                        "pace:\n  thresholds:\n    L1: {trigger-ratio: 2}\n    L4: {}\n  bounds: {max-changes: 1}\n"))
                .hasSize(3);
    }

    @Test
    void refusesASecondDocument() {
        assertThat(problems("observe: true\n---\nobserve: false\n"))
                .containsExactly("f:3: the file holds more than one document");
        assertThat(problems("---\nobserve: true\n...\n")).isEmpty();
    }

    @Test
    void survivesWhateverIsInTheFile() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String example = Files.readString(Path.of("..", "docs", "degradation-policy.example.yml"));
        for (int i = 0; i < 500; i++) {
            StringBuilder broken = new StringBuilder(example);
            for (int hit = 0; hit < 1 + random.nextInt(8); hit++) {
                broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(32, 127));
            }
            assertThat(PolicyReader.read(broken.toString(), DEFAULTS))
                    .as("seed " + seed)
                    .isNotNull();
        }
    }
}
