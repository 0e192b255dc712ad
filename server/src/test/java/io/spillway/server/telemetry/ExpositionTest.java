package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpositionTest {

    /* What Prometheus 2.42 sends. */
    private static final String PROMETHEUS = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static final String LABELS = "\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*}";
    private static final String NUMBER = "(?:[-+]?Inf|NaN|-?[0-9.]+(?:E-?[0-9]+)?)";
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(" + LABELS + ")? " + NUMBER
            + "(?: # (" + LABELS + ") " + NUMBER + " " + NUMBER + ")?");

    private final Metrics metrics = new Metrics("1.2.3", () -> Instant.EPOCH, () -> 0);

    @BeforeEach
    void somethingHappened() {
        metrics.registerType("coupon", true);
        Sources.wire(metrics);
        metrics.server().httpRequest("/api/v1/tasks", "POST", 201, Duration.ofMillis(3));
        metrics.server().scriptTook("claim", Duration.ofNanos(230_000));
        metrics.server().walked(Map.of("orphan", 0L));
        metrics.tiers().transition(new Scope.Core(), Tier.NONE, Tier.L2, "alert");
        metrics.tasks()
                .on(new TaskEvent.Finished(
                        Tasks.id("coupon"), TaskOutcome.SUCCEEDED, Duration.ofMillis(30), TRACE, SPAN));
    }

    @Test
    void promtoolFindsNothingWrong(@TempDir Path folder) throws Exception {
        Path text = folder.resolve("metrics.txt");
        Path answer = folder.resolve("answer.txt");
        Files.writeString(text, written(null), StandardCharsets.UTF_8);

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        boolean ended = promtool.waitFor(30, TimeUnit.SECONDS);

        assertThat(ended).isTrue();
        assertThat(promtool.exitValue()).as(Files.readString(answer)).isZero();
    }

    @Test
    void promtoolFindsWhatIsWrong(@TempDir Path folder) throws Exception {
        Path text = folder.resolve("metrics.txt");
        Files.writeString(text, "# TYPE spillway_bad counter\nspillway_bad 1\n", StandardCharsets.UTF_8);

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("answer.txt").toFile())
                .start();

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).isNotZero();
        assertThat(Files.readString(folder.resolve("answer.txt"))).contains("spillway_bad");
    }

    @Test
    void theOldFormatIsForWhoeverAsksForNothingElse() throws IOException {
        for (String accept : new @Nullable String[] {null, "*/*", "text/plain", "text/html,application/xml;q=0.9"}) {
            StringWriter writer = new StringWriter();

            assertThat(metrics.exposition().write(accept, writer))
                    .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(Exposition.contentType(accept)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(writer.toString())
                    .contains("# TYPE spillway_tasks_total counter\n")
                    .contains("spillway_tasks_total{type=\"coupon\",outcome=\"succeeded\",} 1.0\n")
                    .contains("process_cpu_seconds_total ")
                    .contains("jvm_memory_bytes_used{")
                    .contains("spillway_build_info{")
                    .doesNotContain("# EOF")
                    .doesNotContain(TRACE)
                    .doesNotContain("_created");
        }
    }

    @Test
    void prometheusGetsOpenMetricsWithExemplars() throws IOException {
        String text = written(PROMETHEUS);

        assertThat(Exposition.contentType(PROMETHEUS))
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text).endsWith("# EOF\n").contains("# TYPE spillway_tasks counter\n");
        assertThat(text.lines()
                        .filter(line -> line.contains(" # {"))
                        .map(line -> line.substring(0, line.lastIndexOf(' '))))
                .containsExactly(
                        "spillway_task_duration_seconds_bucket{type=\"coupon\",outcome=\"succeeded\",le=\"0.04\"} 1.0"
                                + " # {span_id=\"" + SPAN + "\",trace_id=\"" + TRACE + "\"} 0.03");
    }

    @Test
    void openMetricsIsWellFormed() throws IOException {
        List<String> lines = written(PROMETHEUS).lines().toList();
        Set<String> families = new HashSet<>();
        Set<String> series = new HashSet<>();
        String family = "";
        String type = "";
        for (String line : lines.subList(0, lines.size() - 1)) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                type = line.split(" ")[3];
                assertThat(families.add(family)).as("one block for %s", family).isTrue();
            } else if (!line.startsWith("# HELP " + family + " ") && !line.startsWith("# UNIT " + family + " ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(suffixes(type)).as(line).contains(sample.group(1).substring(family.length()));
                assertThat(series.add(sample.group(1) + sample.group(2)))
                        .as("once only: %s", line)
                        .isTrue();
            }
        }

        assertThat(lines.getLast()).isEqualTo("# EOF");
        assertThat(families).hasSizeGreaterThan(40);
    }

    private static List<String> suffixes(String type) {
        return switch (type) {
            case "counter" -> List.of("_total");
            case "histogram" -> List.of("_bucket", "_count", "_sum");
            case "summary" -> List.of("", "_count", "_sum");
            case "info" -> List.of("_info");
            case "gauge", "unknown" -> List.of("");
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private String written(@Nullable String accept) throws IOException {
        StringWriter writer = new StringWriter();
        metrics.exposition().write(accept, writer);
        return writer.toString();
    }
}
