package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that the real server shows, against the names that rules and dashboards rely on. */
@Packaged
@Timeout(120)
final class MetricsTest {

    /** There only where Alertmanager's address is configured, and once it answered. */
    private static final Set<String> CONDITIONAL = Set.of("spillway_alert_reconcile_age_seconds");

    private static final Pattern NAME = Pattern.compile("\\b(?:spillway|jvm|process)_\\w+");
    private static final Set<String> OURS = Set.of("server", "jvm");
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerSetup.in(folder));
        Api api = server.api();
        for (int i = 0; i < 20; i++) {
            api.awaitState(api.submitted(Api.task("probe-noop", Map.of())), "SUCCEEDED", LIMIT);
        }
        String failing = api.submitted(Api.task("probe-fail", Map.of("cause", "invalid")));
        api.awaitState(failing, "FAILED", LIMIT);
        api.engage("core", "L2", "to have a transition", Duration.ofMinutes(1));
        api.release("core");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void hasEachMetricOfTheListWithItsType() throws IOException {
        Samples metrics = server.api().metrics();
        Map<String, String> expected = listed();
        expected.keySet().removeAll(CONDITIONAL);

        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(metrics.families()).containsAllEntriesOf(expected);
    }

    @Test
    void hasEachMetricThatTheRulesAndDashboardsName() throws IOException {
        Set<String> known = new TreeSet<>();
        server.api().metrics().families().forEach((name, type) -> known.addAll(series(name, type)));
        Set<String> named = new TreeSet<>();
        for (Path file : Project.files(Project.DASHBOARDS, ".json")) {
            Api.JSON
                    .readTree(Files.readString(file))
                    .findValuesAsText("expr")
                    .forEach(expr -> named.addAll(names(expr)));
        }
        for (Path file : Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")) {
            JsonNode rules = new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(Files.readString(file));
            rules.findValuesAsText("expr").forEach(expr -> named.addAll(names(expr)));
        }

        named.removeAll(CONDITIONAL);
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(known).containsAll(named);
    }

    @Test
    void countsWhatRan() {
        Samples metrics = server.api().metrics();

        assertThat(metrics.sum("spillway_tasks_total", "type", "probe-noop", "outcome", "succeeded"))
                .isEqualTo(20);
        assertThat(metrics.sum("spillway_task_duration_seconds_count", "type", "probe-noop", "outcome", "succeeded"))
                .isEqualTo(20);
        assertThat(metrics.sum("spillway_tasks_total", "type", "probe-fail", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(metrics.series()).contains("spillway_build_info", "spillway_workers");
    }

    @Test
    void saysWhatWaitingTasksTakeInRedis() {
        Map<String, Object> payload = Map.of("cause", "invalid", "message", "m".repeat(2_000));
        Map<String, Object> task = Map.of("type", "probe-fail", "payload", payload, "delay", "PT1H");
        server.api().batch(Collections.nCopies(200, task));

        Await.until("more than the payloads of 200 tasks have, and less than twice as much", LIMIT, () -> {
            double bytes = server.api().metrics().sum("spillway_queue_memory_bytes", "type", "probe-fail");
            return bytes > 400_000 && bytes < 800_000;
        });
        assertThat(server.api().metrics().sum("spillway_queue_memory_bytes", "type", "probe-noop"))
                .as("of a type without waiting tasks")
                .isLessThan(10_000);
    }

    @Test
    void passesPromtool() throws IOException, InterruptedException {
        Path text = Files.writeString(
                folder.resolve("metrics.prom"),
                server.api().get("/metrics", "text/plain").body());
        Path said = folder.resolve("promtool.out");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(said)).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void speaksOpenMetricsWithExemplars() {
        Api.Answer answer = server.api().get("/metrics", "application/openmetrics-text; version=1.0.0");

        assertThat(answer.header("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
        assertThat(answer.body().lines())
                .anyMatch(line -> line.startsWith("spillway_task_duration_seconds_bucket{")
                        && line.matches(".* # \\{.*trace_id=\"[0-9a-f]{32}\".*}.*"));
    }

    @Test
    void needsAToken() {
        assertThat(new Api(server.port(), "").get("/metrics", "text/plain").status())
                .isEqualTo(401);
        assertThat(new Api(server.port(), server.token("metrics-token"))
                        .get("/metrics", "text/plain")
                        .status())
                .isEqualTo(200);
    }

    /** Names and types of metrics.txt that the server itself must have. */
    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Project.ALERT_RULES.resolve("metrics.txt"))) {
            String[] words = line.split(" ", -1);
            if (!line.isBlank() && !line.startsWith("#") && OURS.contains(words[2])) {
                listed.put(words[0], words[1]);
            }
        }
        return listed;
    }

    private static List<String> series(String family, String type) {
        return switch (type) {
            case "histogram" -> List.of(family + "_bucket", family + "_count", family + "_sum");
            case "summary" -> List.of(family, family + "_count", family + "_sum");
            default -> List.of(family);
        };
    }

    /* A record's name has a colon before or behind, and is no metric of the server. */
    private static List<String> names(String expression) {
        List<String> names = new ArrayList<>();
        Matcher name =
                NAME.matcher(expression.replaceAll("[\\w]*(:[\\w]+)+", " ").replaceAll("\"[^\"]*\"", " "));
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
