package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Packaged;
import io.spillway.system.Project;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/guarantees.md} says is shown by tests that there are, and all of them are in it. */
final class GuaranteesTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void namesEachTestOfAFault() throws IOException {
        String page = Files.readString(Project.ROOT.resolve("docs/guarantees.md"));

        List<String> named =
                NAMED.matcher(page).results().map(GuaranteesTest::name).toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(tests());
    }

    private static String name(MatchResult match) {
        return match.group(1) + "." + match.group(2);
    }

    private static List<String> tests() throws IOException {
        return faultTests().stream()
                .flatMap(test -> Arrays.stream(test.getDeclaredMethods())
                        .filter(method -> Stream.of(method.getAnnotations())
                                .anyMatch(each ->
                                        each.annotationType().getSimpleName().endsWith("Test")))
                        .map(method -> test.getSimpleName() + "." + method.getName()))
                .toList();
    }

    /** The compiled classes beside this one that start real servers: the others test what these work with. */
    private static List<Class<?>> faultTests() throws IOException {
        try (Stream<Path> files = Files.list(
                Path.of(URI.create(GuaranteesTest.class.getResource(".").toString())))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("\\w+Test\\.class"))
                    .<Class<?>>map(file -> named(file.replace(".class", "")))
                    .filter(each -> each.isAnnotationPresent(Packaged.class))
                    .toList();
        }
    }

    private static Class<?> named(String test) {
        try {
            return Class.forName(GuaranteesTest.class.getPackageName() + "." + test);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(test, e);
        }
    }
}
