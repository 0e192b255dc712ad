package io.spillway.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds docs/writing-a-plugin.md to the example that is built and tested. */
final class WritingAPluginTest {

    private static final Path ROOT = Path.of(System.getProperty("spillway.root"));
    private static final Path EXAMPLE = ROOT.resolve("executors/example-greeting");
    private static final Pattern SNIPPET = Pattern.compile("```(java|xml|text)\n(.*?)\n```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everySnippetIsInTheExample() throws IOException {
        List<String> files = exampleFiles();
        return snippets()
                .map(snippet -> DynamicTest.dynamicTest(
                        snippet.lines().findFirst().orElse("empty"),
                        () -> assertThat(files).as(snippet).anyMatch(file -> file.contains(snippet))));
    }

    @Test
    void showsEveryFileOfTheExample() throws IOException {
        List<String> snippets = snippets().toList();

        assertThat(exampleFiles()).isNotEmpty().allMatch(file -> snippets.contains(file.stripTrailing()));
    }

    @Test
    void exampleIsBuiltAgainstThisVersion() throws IOException {
        String version = "<version>([^<]+)</version>";
        String parent = first("<artifactId>spillway-parent</artifactId>\\s*" + version, ROOT.resolve("pom.xml"));

        assertThat(read(EXAMPLE.resolve("pom.xml"))).contains("<spillway.version>" + parent + "</spillway.version>");
    }

    private static String first(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> snippets() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/writing-a-plugin.md"));
        return SNIPPET.matcher(page).results().map((MatchResult match) -> match.group(2));
    }

    private static List<String> exampleFiles() throws IOException {
        try (Stream<Path> files =
                Stream.concat(Stream.of(EXAMPLE.resolve("pom.xml")), Files.walk(EXAMPLE.resolve("src")))) {
            return files.filter(Files::isRegularFile)
                    .map(WritingAPluginTest::read)
                    .toList();
        }
    }

    /* The page shows the example as it stands in a folder of its own: there it has no parent. */
    private static String read(Path file) {
        try {
            return Files.readString(file).replaceFirst("(?s)  <parent>.*</parent>\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
