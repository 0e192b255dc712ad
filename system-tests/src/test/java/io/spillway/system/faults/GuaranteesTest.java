package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/guarantees.md} says is shown by tests that there are, and all of them are in it. */
final class GuaranteesTest {

    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final List<Class<?>> TESTS = List.of(
            CanceledTaskTest.class,
            ClockTest.class,
            ConnectionFaultsTest.class,
            EvilHandlerTest.class,
            FrozenNodeTest.class,
            KilledNodeTest.class,
            PowerCutTest.class,
            RedisFaultsTest.class,
            StoppedNodeTest.class,
            TimersTest.class);

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

    private static List<String> tests() {
        return TESTS.stream()
                .flatMap(test -> Arrays.stream(test.getDeclaredMethods())
                        .filter(method -> Stream.of(method.getAnnotations())
                                .anyMatch(each ->
                                        each.annotationType().getSimpleName().endsWith("Test")))
                        .map(method -> test.getSimpleName() + "." + method.getName()))
                .toList();
    }
}
