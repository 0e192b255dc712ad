package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.drill.Hop;
import io.spillway.server.drill.Phase;
import io.spillway.server.drill.Promise;
import io.spillway.server.drill.Verdict;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.sla.Window;
import io.spillway.server.task.TaskState;
import io.spillway.server.telemetry.LoopHop;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts: complete in both languages, and nowhere else than in the bundles. */
final class MessagesTest {

    private static final Path WEB =
            Path.of(System.getProperty("spillway.root", "..")).resolve("web/src/main/resources/spillway/web");
    private static final Pattern KEY = Pattern.compile("#\\{([A-Za-z0-9.-]+)");
    private static final Pattern BUILT_KEY = Pattern.compile("#\\{\\$\\{'([^']+)'");
    private static final Pattern TEXT_ATTRIBUTE =
            Pattern.compile("\\s(?:title|placeholder|alt|aria-label|value)=\"([^\"]*)\"");

    @Test
    void bothLanguagesHaveTheSameTexts() throws IOException {
        assertThat(chinese().stringPropertyNames()).isEqualTo(english().stringPropertyNames());
    }

    @Test
    void bothLanguagesHaveTheSamePlaceholders() throws IOException {
        assertThat(placeholders(chinese())).isEqualTo(placeholders(english()));
    }

    @Test
    void everyTextIsAPattern() throws IOException {
        for (Properties bundle : new Properties[] {english(), chinese()}) {
            for (String key : bundle.stringPropertyNames()) {
                String text = bundle.getProperty(key);

                assertThat(new MessageFormat(text, Locale.ROOT).toPattern())
                        .as(key)
                        .isNotBlank();
                assertThat(text).as(key).doesNotContain("'");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyKeyOfATemplateExists(Path template) throws IOException {
        Matcher keys = KEY.matcher(Files.readString(template));

        while (keys.find()) {
            assertThat(english().stringPropertyNames()).contains(keys.group(1));
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyPrefixOfABuiltKeyIsKnownHere(Path template) throws IOException {
        Matcher prefixes = BUILT_KEY.matcher(Files.readString(template));

        while (prefixes.find()) {
            String prefix = prefixes.group(1);
            assertThat(english().stringPropertyNames())
                    .as("keys that begin with " + prefix)
                    .anyMatch(key -> key.startsWith(prefix));
        }
    }

    @Test
    void everyConstantHasItsText() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        addAll(keys, TaskState.values(), state -> "state." + state.label());
        addAll(keys, Criticality.values(), each -> "criticality." + each);
        addAll(keys, Cause.values(), cause -> "cause." + cause);
        addAll(keys, Cause.values(), cause -> "cause." + cause + ".what");
        addAll(keys, ScopeStatus.State.values(), state -> "scope." + state);
        addAll(keys, PluginStatus.State.values(), state -> "plugin." + state);
        addAll(keys, LoopHop.Hop.values(), hop -> "hop." + hop);
        addAll(keys, LoopHop.Hop.values(), hop -> "hop." + hop + ".what");
        addAll(keys, SizeDecision.Direction.values(), direction -> "pool." + direction);
        addAll(keys, SizeDecision.Cause.values(), cause -> "pool.reason." + cause);
        addAll(keys, NodeProblem.Kind.values(), kind -> "problem." + kind.label());
        addAll(keys, Window.values(), window -> "window." + window.label());
        Stream.of(Tier.values()).filter(tier -> tier != Tier.NONE).forEach(tier -> keys.add("effect." + tier));
        addAll(keys, BulkJob.Waiting.Why.values(), why -> "bulk.waiting." + why.label());
        for (BulkOrder.Action action : BulkOrder.Action.values()) {
            addAll(keys, BulkJob.State.values(), state -> "bulk." + action.label() + "." + state.label());
            keys.add("bulk." + action.label() + ".done");
            keys.add("bulk." + action.label() + ".what");
        }
        addAll(keys, Phase.values(), phase -> "drills.phase." + phase);
        addAll(keys, Hop.values(), hop -> "drills.hop." + hop.label());
        addAll(keys, Promise.values(), promise -> "drills.promise." + promise.label());
        addAll(keys, Verdict.values(), verdict -> "drills.verdict." + verdict.label());
        Stream.of("core", "site", "service").forEach(kind -> {
            keys.add("kind." + kind);
            keys.add("banner." + kind);
        });

        assertThat(english().stringPropertyNames()).containsAll(keys);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void noTemplateHoldsTextsOfItsOwn(Path template) throws IOException {
        String source = Files.readString(template);
        String visible = source.replaceAll("(?s)<!--.*?-->", "").replaceAll("(?s)<[^>]*>", " ");

        assertThat(visible).doesNotContainPattern("\\p{L}");
        TEXT_ATTRIBUTE
                .matcher(source)
                .results()
                .map(result -> result.group(1))
                .filter(value -> !value.equals("yes") && !value.equals("core") && !value.equals("site"))
                .forEach(value -> assertThat(value).doesNotContainPattern("\\p{L}"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void noTemplateCanBeMadeToRunWhatIsShownInIt(Path template) throws IOException {
        assertThat(Files.readString(template))
                .doesNotContain("th:utext", "__${", "[[", "[(", "javascript:")
                .doesNotContainPattern("\\sstyle=")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContainPattern("th:on[a-z]+=")
                .doesNotContainPattern("<style")
                .doesNotContainPattern("<script(?![^>]*th:src=)");
    }

    static Stream<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(WEB.resolve("templates"))) {
            return files.sorted().toList().stream();
        }
    }

    private static <T> void addAll(TreeSet<String> keys, T[] constants, Function<T, String> key) {
        Arrays.stream(constants).map(key).forEach(keys::add);
    }

    private static Properties english() throws IOException {
        return bundle("messages.properties");
    }

    private static Properties chinese() throws IOException {
        return bundle("messages_zh_CN.properties");
    }

    private static Properties bundle(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(WEB.resolve(name))) {
            properties.load(in);
        }
        return properties;
    }

    private static Map<String, TreeSet<String>> placeholders(Properties bundle) {
        return bundle.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> Pattern.compile("\\{\\d+}")
                                .matcher(bundle.getProperty(key))
                                .results()
                                .map(result -> result.group())
                                .collect(Collectors.toCollection(TreeSet::new)),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
