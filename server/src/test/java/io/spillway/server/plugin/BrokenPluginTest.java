package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.server.plugin.PluginStatus.State;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins that are wrong in every way: each is reported, and a good one beside it runs. */
final class BrokenPluginTest {

    @TempDir
    Path temp;

    private PluginFixture plugins;

    @BeforeEach
    void open() {
        plugins = new PluginFixture(temp);
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    static Stream<Arguments> broken() {
        String note = "TaskType.of(\"bad\", Note.class)";
        String done = "return Outcome.succeeded();";
        return Stream.of(
                arguments("no id", good().without("Plugin-Id"), "bad.jar: the manifest has no Plugin-Id"),
                arguments(
                        "no version", good().without("Plugin-Version"), "bad.jar: the manifest has no Plugin-Version"),
                arguments(
                        "no API version",
                        good().without("Plugin-Requires"),
                        "bad.jar: the manifest has no Plugin-Requires"),
                arguments(
                        "an id with capitals",
                        good().manifest("Plugin-Id", "Bad Id"),
                        "Plugin-Id 'Bad Id' is not an id"),
                arguments(
                        "an API version of words",
                        good().manifest("Plugin-Requires", "latest"),
                        "Plugin-Requires 'latest' is not an API version such as 0.1"),
                arguments(
                        "a newer API",
                        good().manifest("Plugin-Requires", "9.3"),
                        "requires plugin API 9.3, and this server has 0.1"),
                arguments("no entry point", good().services(), "names no entry point"),
                arguments("an entry point that is not there", good().services("acme.Nobody"), "acme.Nobody not found"),
                arguments(
                        "two entry points",
                        good().services("acme.Acme", "acme.Other")
                                .source(
                                        "acme.Other",
                                        "package acme; import io.spillway.plugin.api.*; import java.util.*;"
                                                + " public class Other implements ExecutorPlugin { public List<TaskHandler<?>>"
                                                + " handlers(PluginContext c) { return List.of(); } }"),
                        "names more than one entry point: acme.Acme, acme.Other"),
                arguments(
                        "a constructor that throws",
                        entry(done, "public Acme() { throw new IllegalStateException(\"no database\"); }"),
                        "IllegalStateException: no database"),
                arguments(
                        "a static initializer that throws",
                        entry("return List.of();", "static final int X = Integer.parseInt(\"x\");"),
                        "NumberFormatException: For input string"),
                arguments("an endless recursion", entry("return handlers(context);", ""), "StackOverflowError"),
                arguments("no handlers", entry("return List.of();", ""), "supplies no handlers"),
                arguments("null for handlers", entry("return null;", ""), "supplies no handlers"),
                arguments(
                        "a type() that throws",
                        PluginJarBuilder.empty("bad").handler("TaskType.of(\"Not A Name\", Note.class)", done, ""),
                        "task type 'Not A Name' is not a name"),
                arguments(
                        "a handler class that can't be initialized",
                        PluginJarBuilder.empty("bad")
                                .handler(note, done, "static final int X = 1 / Integer.parseInt(\"0\");"),
                        "ArithmeticException: / by zero"),
                arguments(
                        "a handler that needs a class that is not in the jar",
                        PluginJarBuilder.empty("bad")
                                .handler(note, done, "final Object log = org.slf4j.LoggerFactory.getLogger(\"x\");"),
                        "NoClassDefFoundError: org/slf4j/LoggerFactory"),
                arguments(
                        "two handlers of one type",
                        entry("return List.of(new Handler(), new Handler());", """
                                public record Note() {}
                                static final class Handler implements TaskHandler<Note> {
                                    public TaskType<Note> type() { return TaskType.of("bad", Note.class); }
                                    public Outcome handle(TaskContext c, Note n) { return Outcome.succeeded(); }
                                }
                                """),
                        "has two handlers of type 'bad'"),
                arguments(
                        "a payload that no JSON can be",
                        entry("return List.of(new Handler());", """
                                public record Note(Thread thread) {}
                                static final class Handler implements TaskHandler<Note> {
                                    public TaskType<Note> type() { return TaskType.of("bad", Note.class); }
                                    public Outcome handle(TaskContext c, Note n) { return Outcome.succeeded(); }
                                }
                                """),
                        "component 'thread' of record Note is a java.lang.Thread, which a payload can't hold"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isReportedAndDisturbsNoOther(String what, PluginJarBuilder jar, String error) throws Exception {
        jar.into(plugins.jars, "bad.jar");
        PluginJarBuilder.plugin("good", "good").into(plugins.jars, "good.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.folder.statuses())
                .filteredOn(each -> each.file().equals("bad.jar"))
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.state()).isEqualTo(State.FAILED);
                    assertThat(status.error()).startsWith("bad.jar").contains(error);
                    assertThat(status.types()).isEmpty();
                });
        assertThat(plugins.status("good").state()).isEqualTo(State.ACTIVE);
        try (var copies = java.nio.file.Files.list(plugins.data.resolve("plugin-copies"))) {
            assertThat(copies).as("copies of jars").hasSize(1);
        }
    }

    @Test
    void anIdempotencyKeyThatThrowsRefusesThePayload() {
        PluginJarBuilder.empty("bad")
                .handler(
                        "TaskType.of(\"bad\", Note.class)",
                        "return Outcome.succeeded();",
                        "@Override public Optional<String> idempotencyKey(Note note)"
                                + " { throw new StackOverflowError(\"deep\"); }")
                .into(plugins.jars, "bad.jar");
        plugins.folder.scanOnce();

        Reading reading = plugins.handler("bad").read("{}");

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.errors())
                                .containsExactly(new FieldError(
                                        "", "can't be taken: plugin 'bad' failed with StackOverflowError: deep")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotency", "concurrency"})
    void aKeyThatNoTaskCanCarryRefusesThePayload(String kind) {
        PluginJarBuilder.empty("bad")
                .handler(
                        "TaskType.of(\"bad\", Note.class)",
                        "return Outcome.succeeded();",
                        "@Override public Optional<String> " + kind + "Key(Note note)"
                                + " { return note.number().map(note.text().orElseThrow()::repeat); }")
                .into(plugins.jars, "bad.jar");
        plugins.folder.scanOnce();
        RegisteredHandler handler = plugins.handler("bad");
        String derived = "can't be taken: the " + kind + " key that plugin 'bad' derives from it ";

        assertThat(handler.read("{\"text\":\"é\",\"number\":2048}")).isInstanceOf(Reading.Accepted.class);
        assertThat(handler.read("{\"text\":\"é\",\"number\":2049}"))
                .isEqualTo(refused(derived + "has 4098 bytes, and may have 4096"));
        assertThat(handler.read("{\"text\":\" \",\"number\":3}")).isEqualTo(refused(derived + "is blank"));
    }

    private static Reading refused(String detail) {
        return new Reading.Refused(List.of(new FieldError("", detail)));
    }

    @Test
    void anErrorFromTheHandlerComesThroughAndTheThreadIsAsBefore() {
        PluginJarBuilder.empty("bad")
                .type("bad", "throw new NoClassDefFoundError(\"gone\");")
                .into(plugins.jars, "bad.jar");
        plugins.folder.scanOnce();
        ClassLoader own = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> plugins.handler("bad").handle(new PluginFixture.Attempt(), "{}"))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessage("gone");

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
    }

    private static PluginJarBuilder good() {
        return PluginJarBuilder.plugin("bad", "bad");
    }

    private static PluginJarBuilder entry(String handlers, String members) {
        return PluginJarBuilder.empty("bad")
                .entryPoint(handlers.startsWith("return Outcome") ? "return List.of();" : handlers, members);
    }
}
