package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DegradeCommandTest {

    private static final Path EXAMPLE = Path.of("..", "docs", "degradation-policy.example.yml");
    private static final String LINE = "{\"at\":\"2026-11-26T10:00:00Z\",\"status\":\"%s\",\"labels\":"
            + "{\"alertname\":\"SiteDown\",\"purpose\":\"control\",\"tier\":\"L3\",\"scope\":\"site\"}}\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void checksAPolicyAndPrintsAllThatHoldsWithIt() {
        assertThat(run("degrade", "check", EXAMPLE.toString())).isZero();

        assertThat(out.toString()).startsWith("# hash ").contains("min-hold: 30m");
    }

    @Test
    void printsAllThatIsWrongWithAPolicy() throws IOException {
        assertThat(run("degrade", "check", file("p.yml", "observe: maybe\nteirs: {}\n")))
                .isEqualTo(5);

        assertThat(err.toString())
                .contains("p.yml:1: observe: must be true or false, not 'maybe'")
                .contains("p.yml:2: teirs: is not a known key; did you mean tiers?");
    }

    @Test
    void simulatesAPolicyOnAHistory() throws IOException {
        String history = file("h.ndjson", LINE.formatted("firing"));

        int code = run(
                "degrade",
                "simulate",
                "--policy",
                EXAMPLE.toString(),
                "--history",
                history,
                "--until",
                "2026-11-26T10:01:00Z");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("SiteDown fires.")
                .contains("give a type 50% of the workers")
                .contains("At the end site is still L3 ENGAGED.");
    }

    @Test
    void saysWhichLinesOfAHistoryAreWrong() throws IOException {
        String history = file("h.ndjson", LINE.formatted("firing") + LINE.formatted("burning"));

        assertThat(run("degrade", "simulate", "--policy", EXAMPLE.toString(), "--history", history))
                .isEqualTo(1);
        assertThat(err.toString()).contains("h.ndjson: line 2: status must be");
    }
}
