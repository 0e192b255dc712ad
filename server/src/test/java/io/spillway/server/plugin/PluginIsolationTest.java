package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Tier;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plugin gets and sees, and what is checked of what it returns. */
final class PluginIsolationTest extends PluginScene {

    @Test
    void aPluginGetsItsOwnSettingsAndAFolder() throws Exception {
        Map<String, Map<String, String>> settings = Map.of("notes", Map.of("word", "hello"), "other", Map.of("a", "b"));
        PluginJarBuilder.empty("notes")
                .entryPoint("return List.of(new Handler(context));", """
                        public record Note() {}
                        record Handler(PluginContext plugin) implements TaskHandler<Note> {
                            @Override public TaskType<Note> type() { return TaskType.of("note", Note.class); }
                            @Override public Outcome handle(TaskContext context, Note note) throws Exception {
                                java.nio.file.Files.writeString(plugin.dataDirectory().resolve("seen"), "x");
                                return Outcome.succeeded(Map.of("said", plugin.configuration().toString()));
                            }
                        }
                        """)
                .into(plugins.jars, "notes.jar");
        try (PluginFixture configured = new PluginFixture(temp, settings)) {
            configured.folder.scanOnce();

            assertThat(configured.said("note")).isEqualTo("{word=hello}");
            assertThat(configured.data.resolve("plugin-data/notes/seen")).exists();
        }
    }

    @Test
    void aPayloadIsReadTogetherWithTheKeysThatItsHandlerDerives() {
        PluginJarBuilder.empty("notes")
                .handler(
                        "TaskType.of(\"note\", Note.class)",
                        "return Outcome.succeeded();",
                        "@Override public Optional<String> idempotencyKey(Note note)"
                                + " { return note.text().map(text -> \"once:\" + text); }"
                                + "@Override public Optional<String> concurrencyKey(Note note)"
                                + " { return note.number().map(number -> \"one at a time:\" + number); }")
                .into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThat(plugins.handler("note").read("{\"text\":\"a\",\"number\":7}"))
                .isEqualTo(new Reading.Accepted(
                        "{\"text\":\"a\",\"number\":7}", Optional.of("once:a"), Optional.of("one at a time:7")));
        assertThat(plugins.handler("note").read("{}"))
                .isEqualTo(new Reading.Accepted("{}", Optional.empty(), Optional.empty()));
    }

    @Test
    void aPluginUsesItsOwnCopyOfALibraryThatTheServerHasToo() throws Exception {
        saying("\" + com.fasterxml.jackson.core.Version.text() + \"")
                .source(
                        "com.fasterxml.jackson.core.Version",
                        "package com.fasterxml.jackson.core; public class Version {"
                                + " public static String text() { return \"the plugin's\"; } }")
                .into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("the plugin's");
    }

    @Test
    void aPluginSeesNothingOfTheServer() throws Exception {
        PluginJarBuilder.empty("notes").type("note", """
                        String found = "";
                        for (String each : List.of("io.spillway.server.plugin.PluginFolder", "org.slf4j.Logger",
                                "com.fasterxml.jackson.core.Version", "io.javalin.Javalin")) {
                            try { Class.forName(each); found += each; } catch (ClassNotFoundException e) { }
                        }
                        if (getClass().getClassLoader().getResources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
                                .hasMoreElements()) { found += "service"; }
                        Class.forName("java.sql.Driver");
                        return Outcome.succeeded(Map.of("said", "found " + found));
                        """).into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("found ");
    }

    @Test
    void aPluginThatBundlesTheApiUsesTheServers() throws Exception {
        saying("\" + Tier.L1 + \"")
                .source(
                        "io.spillway.plugin.api.Tier",
                        "package io.spillway.plugin.api; public enum Tier { WRONG, NONE, L1, L2, L3 }")
                .into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("L1");
        assertThat(plugins.handler("note").fallback(new PluginFixture.Attempt(), "{}", Tier.L2))
                .isEmpty();
    }

    @Test
    void eachCallHasThePluginsContextLoaderAndLeavesTheThreadsOwn() throws Exception {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        PluginJarBuilder.empty("notes")
                .type(
                        "note",
                        "return Outcome.succeeded(Map.of(\"said\","
                                + " Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()));")
                .into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("true");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
    }

    @Test
    void anOutcomeOfNullIsTheHandlersMistake() {
        PluginJarBuilder.empty("notes").type("note", "return null;").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThatThrownBy(() -> plugins.handler("note").handle(new PluginFixture.Attempt(), "{}"))
                .hasMessage("plugin 'notes' returned null from handle of type 'note'");
    }

    @Test
    void aPayloadThatTheRunningVersionDoesNotTakeFailsTheTask() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        Outcome outcome = plugins.handler("note").handle(new PluginFixture.Attempt(), "{\"colour\":\"red\"}");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("plugin 'notes' 1.0", "/colour is not known"));
    }
}
