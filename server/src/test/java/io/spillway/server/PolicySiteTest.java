package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.config.ConfigException;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.telemetry.Metrics;
import io.spillway.server.web.FakeHandlers;
import io.spillway.server.web.ProblemTexts;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicySiteTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path folder;

    private final Metrics metrics = new Metrics("1", () -> T0, () -> 0);

    private Path file() {
        return folder.resolve("policy.yml");
    }

    private SpillwayConfig config() {
        return SpillwayConfig.load(Optional.empty(), Map.of(), Map.of("degrade.policy-file", file().toString()))
                .config();
    }

    private String exposition() throws IOException {
        StringWriter text = new StringWriter();
        metrics.exposition().write(null, text);
        return text.toString();
    }

    @Test
    void countsWhatBecameOfChangesAndNamesTheProblem() throws IOException {
        Files.writeString(file(), "observe: true\n");
        PolicySite site = PolicySite.open(config(), metrics.policy(), new ManualClock(T0));
        String hash = site.book().status().hash();
        assertThat(site.problems()).isEmpty();

        Files.writeString(file(), "observe: perhaps\ntiers: L1\n");
        site.book().runOnce();
        site.book().runOnce();
        assertThat(site.problems())
                .containsExactly(new NodeProblem(
                        NodeProblem.Kind.POLICY_INVALID,
                        "policy.yml",
                        "policy.yml:1: observe: must be true or false, not 'perhaps' (and 1 more)"));
        assertThat(ProblemTexts.english(site.problems().getFirst())).contains("stays in force");

        Files.writeString(file(), "observe: false\n");
        site.book().runOnce();
        site.book().runOnce();
        assertThat(site.problems()).isEmpty();
        assertThat(exposition())
                .contains("spillway_policy_reloads_total{result=\"applied\",} 1.0")
                .contains("spillway_policy_reloads_total{result=\"refused\",} 1.0")
                .contains("hash=\"" + site.book().status().hash() + "\"")
                .doesNotContain(hash);
    }

    @Test
    void doesNotStartWithABadPolicy() throws IOException {
        Files.writeString(file(), "tiers: {L1: {sheds: [CRITICAL_PLUS]}}\n");

        Assertions.assertThatThrownBy(this::config)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "policy.yml:1: tiers.L1.sheds: CRITICAL_PLUS cannot be shed by any tier"));
    }

    @Test
    void knowsWhosePluginATypeIsForTiersThatPauseByPlugin() {
        FakeHandlers handlers = new FakeHandlers();

        assertThat(PolicySite.pluginOf(handlers, "probe-noop")).isEqualTo("probe");
        assertThat(PolicySite.pluginOf(handlers, "gone"))
                .as("none that is active")
                .isEqualTo("gone");
    }
}
