package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Tier;
import io.spillway.server.plugin.PluginStatus.State;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import io.spillway.server.testing.Conditions;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginFolderTest {

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

    @Test
    void aFolderThatIsNotThereHoldsNothing() {
        plugins.folder.scanOnce();

        assertThat(plugins.folder.statuses()).isEmpty();
        assertThat(plugins.folder.all()).isEmpty();
    }

    @Test
    void aNewJarRunsAfterOneScan() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("one");
        assertThat(plugins.handler("note").pluginId()).isEqualTo("notes");
        assertThat(plugins.handler("note").pluginVersion()).isEqualTo("1.0");
        PluginStatus status = plugins.status("notes");
        assertThat(status.state()).isEqualTo(State.ACTIVE);
        assertThat(status.types()).containsExactly("note");
        assertThat(status.file()).isEqualTo("notes.jar");
        assertThat(status.sha256()).matches("[0-9a-f]{64}");
        assertThat(status.since()).isEqualTo(PluginFixture.NOW);
        assertThat(status.error()).isNull();
    }

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
    void aChangedJarReplacesTheOldOne() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        RegisteredHandler old = plugins.handler("note");

        saying("number two").manifest("Plugin-Version", "2.0").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("number two");
        assertThat(plugins.status("notes").version()).isEqualTo("2.0");
        assertThat(PluginFixture.said(old)).as("a call through the old handler").isEqualTo("number two");
    }

    @Test
    void aBrokenNewJarLeavesTheOldOneRunningAndSaysSo() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        PluginJarBuilder.empty("notes")
                .manifest("Plugin-Version", "2.0")
                .entryPoint("throw new IllegalStateException(\"no luck\");", "")
                .into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("one");
        assertThat(plugins.status("notes").state()).isEqualTo(State.ACTIVE);
        assertThat(plugins.status("notes").version()).isEqualTo("1.0");
        assertThat(plugins.status("notes").error())
                .contains("notes.jar", "2.0", "IllegalStateException: no luck", "version 1.0 goes on running");
    }

    @Test
    void aJarThatWasMerelyTouchedIsNotLoadedAgain() throws Exception {
        Path jar = saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        RegisteredHandler before = plugins.handler("note");

        Files.setLastModifiedTime(jar, FileTime.from(PluginFixture.NOW));
        plugins.folder.scanOnce();

        assertThat(plugins.handler("note")).isSameAs(before);
    }

    @Test
    void anOldPluginIsClosedWhenItsLastAttemptHasEnded() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        closing("synchronized (Acme.class) { Acme.class.wait(20000); } return Outcome.succeeded();")
                .into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        RegisteredHandler handler = plugins.handler("note");
        Path closed = plugins.data.resolve("plugin-data/notes/closed");
        Thread attempt = Thread.ofVirtual().start(() -> {
            entered.countDown();
            try {
                handler.handle(new PluginFixture.Attempt(), "{}");
            } catch (Exception e) {
                assertThat(e).isInstanceOf(InterruptedException.class);
            }
        });
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        Conditions.await("the thread to wait", () -> attempt.getState() == Thread.State.TIMED_WAITING);

        Files.delete(plugins.jars.resolve("notes.jar"));
        plugins.folder.scanOnce();
        assertThat(plugins.folder.find("note")).isEmpty();
        assertThat(closed).doesNotExist();
        attempt.interrupt();
        attempt.join();

        assertThat(closed).exists();
        assertThat(copies()).isEmpty();
    }

    @Test
    void theClassesOfARemovedPluginAreLetGo() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        plugins.said("note");
        plugins.handler("note").read("{}");
        ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader =
                new WeakReference<>(plugins.handler("note").type().payload().getClassLoader(), queue);
        assertThat(loader.get()).isInstanceOf(PluginClassLoader.class);

        Files.delete(plugins.jars.resolve("notes.jar"));
        plugins.folder.scanOnce();

        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
            queue.remove(100);
        }
        assertThat(loader.get()).isNull();
        assertThat(plugins.folder.statuses()).isEmpty();
    }

    @Test
    void aCutOffJarIsReportedOnlyWhenItStaysAsItIs() throws Exception {
        byte[] whole = saying("one").bytes();
        PluginJarBuilder.put(Arrays.copyOf(whole, whole.length / 2), plugins.jars, "notes.jar");

        plugins.folder.scanOnce();
        assertThat(plugins.folder.statuses()).isEmpty();
        PluginJarBuilder.put(Arrays.copyOf(whole, whole.length / 2 + 100), plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        assertThat(plugins.folder.statuses()).isEmpty();
        plugins.folder.scanOnce();

        PluginStatus status = plugins.status("notes.jar");
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.error()).startsWith("notes.jar is not a complete jar");
    }

    @Test
    void aJarThatIsCopiedSlowlyIsLoadedAtItsEnd() throws Exception {
        byte[] whole = saying("one").bytes();
        PluginJarBuilder.put(Arrays.copyOf(whole, 50), plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        PluginJarBuilder.put(whole, plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("one");
    }

    @Test
    void aJarWithADamagedEntryIsRefused() throws Exception {
        byte[] damaged = saying("one").bytes();
        damaged[damaged.length / 2] ^= 0x55;
        PluginJarBuilder.put(damaged, plugins.jars, "notes.jar");

        plugins.folder.scanOnce();
        plugins.folder.scanOnce();

        assertThat(plugins.folder.statuses()).hasSize(1);
        assertThat(plugins.folder.statuses().getFirst().state()).isEqualTo(State.FAILED);
        assertThat(plugins.folder.statuses().getFirst().error()).startsWith("notes.jar is not a complete jar");
    }

    @Test
    void theSecondOfTwoPluginsWithOneTypeWaitsForTheFirstToGo() throws Exception {
        saying("first").into(plugins.jars, "a.jar");
        PluginJarBuilder.empty("rival")
                .type("note", "return Outcome.succeeded(Map.of(\"said\", \"second\"));")
                .into(plugins.jars, "b.jar");
        plugins.folder.scanOnce();
        assertThat(plugins.status("rival").state()).isEqualTo(State.FAILED);
        assertThat(plugins.status("rival").error()).contains("b.jar", "'rival'", "'note'", "'notes'", "a.jar");
        assertThat(plugins.said("note")).isEqualTo("first");

        Files.delete(plugins.jars.resolve("a.jar"));
        plugins.folder.scanOnce();
        plugins.folder.scanOnce();

        assertThat(plugins.status("rival").state()).isEqualTo(State.ACTIVE);
        assertThat(plugins.said("note")).isEqualTo("second");
    }

    @Test
    void theSecondOfTwoPluginsWithOneIdIsRefused() throws Exception {
        saying("first").into(plugins.jars, "a.jar");
        PluginJarBuilder.plugin("notes", "memo").into(plugins.jars, "b.jar");

        plugins.folder.scanOnce();

        assertThat(plugins.status("b.jar").error()).contains("b.jar", "'notes'", "a.jar");
        assertThat(plugins.folder.find("memo")).isEmpty();
        assertThat(plugins.said("note")).isEqualTo("first");
    }

    @Test
    void aRenamedJarGoesOnRunning() throws Exception {
        Path jar = saying("one").into(plugins.jars, "notes-1.jar");
        plugins.folder.scanOnce();

        Files.move(jar, plugins.jars.resolve("a-notes.jar"));
        plugins.folder.scanOnce();

        assertThat(plugins.said("note")).isEqualTo("one");
        assertThat(plugins.status("notes").file()).isEqualTo("a-notes.jar");
    }

    @Test
    void aDisabledPluginStaysOffOverARestartUntilItIsEnabled() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        assertThat(plugins.folder.disable("notes"))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(State.DISABLED));
        assertThat(plugins.folder.find("note")).isEmpty();
        plugins.close();
        plugins = new PluginFixture(temp);
        plugins.folder.scanOnce();
        assertThat(plugins.status("notes").state()).isEqualTo(State.DISABLED);
        assertThat(plugins.folder.find("note")).isEmpty();

        assertThat(plugins.folder.enable("notes"))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(State.ACTIVE));
        assertThat(plugins.said("note")).isEqualTo("one");
    }

    @Test
    void aCallToADisabledPluginSaysWhatHappened() {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        RegisteredHandler handler = plugins.handler("note");

        plugins.folder.disable("notes");

        assertThatThrownBy(() -> handler.handle(new PluginFixture.Attempt(), "{}"))
                .hasMessage("plugin 'notes', which handled type 'note', was unloaded or disabled");
    }

    @Test
    void aReloadStartsTheSameFileAnew() throws Exception {
        closing("return Outcome.succeeded();").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        ClassLoader before = plugins.handler("note").type().payload().getClassLoader();

        assertThat(plugins.folder.reload("notes"))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(State.ACTIVE));

        assertThat(plugins.handler("note").type().payload().getClassLoader()).isNotSameAs(before);
        assertThat(plugins.data.resolve("plugin-data/notes/closed")).exists();
        assertThat(copies()).hasSize(1);
    }

    @Test
    void aPluginThatIsNotThereCanNotBeSwitched() {
        assertThat(plugins.folder.enable("nobody")).isEmpty();
        assertThat(plugins.folder.disable("nobody")).isEmpty();
        assertThat(plugins.folder.reload("nobody")).isEmpty();
    }

    @Test
    void listenersHearOfWhatComesAndGoesAndOfNothingElse() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        AutoCloseable listening = plugins.folder.listen(heard::incrementAndGet);
        saying("one").into(plugins.jars, "notes.jar");

        plugins.folder.scanOnce();
        plugins.folder.scanOnce();
        assertThat(heard).hasValue(1);
        plugins.folder.disable("notes");
        assertThat(heard).hasValue(2);
        listening.close();
        plugins.folder.enable("notes");

        assertThat(heard).hasValue(2);
    }

    @Test
    void severalFoldersAreOneRegistry() throws Exception {
        saying("one").into(temp.resolve("built-in"), "notes.jar");
        PluginJarBuilder.plugin("memos", "memo").into(plugins.jars, "memos.jar");
        PluginConfig config = new PluginConfig(List.of(plugins.jars), Map.of(), plugins.data)
                .withFolderFirst(temp.resolve("built-in"));
        try (PluginFolder folder = new PluginFolder(config, InstantSource.fixed(PluginFixture.NOW))) {
            folder.scanOnce();

            assertThat(folder.all()).extracting(each -> each.type().name()).containsExactlyInAnyOrder("note", "memo");
        }
    }

    @Test
    void closingEndsEveryPlugin() throws Exception {
        closing("return Outcome.succeeded();").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();

        plugins.close();
        plugins.folder.scanOnce();

        assertThat(plugins.data.resolve("plugin-data/notes/closed")).exists();
        assertThat(plugins.folder.all()).isEmpty();
        assertThat(copies()).isEmpty();
    }

    @Test
    void aPluginThatTakesLongToStartKeepsNobodyElseWaiting() throws Exception {
        saying("one").into(plugins.jars, "notes.jar");
        plugins.folder.scanOnce();
        PluginJarBuilder.empty("slow")
                .entryPoint(
                        "try { synchronized (this) { wait(60000); } } catch (InterruptedException e) { }"
                                + " return List.of();",
                        "")
                .into(plugins.jars, "slow.jar");
        Thread scan = Thread.ofPlatform().start(plugins.folder::scanOnce);
        Conditions.await("the thread to wait", () -> scan.getState() == Thread.State.TIMED_WAITING);

        assertThat(plugins.said("note")).isEqualTo("one");
        assertThat(plugins.folder.statuses()).extracting(PluginStatus::id).containsExactly("notes");
        scan.interrupt();
        scan.join();

        assertThat(plugins.status("slow").error()).contains("supplies no handlers");
    }

    private List<Path> copies() throws IOException {
        try (var files = Files.list(plugins.data.resolve("plugin-copies"))) {
            return files.toList();
        }
    }

    private static PluginJarBuilder saying(String text) {
        return PluginJarBuilder.empty("notes")
                .type("note", "return Outcome.succeeded(Map.of(\"said\", \"" + text + "\"));");
    }

    /** A plugin that leaves a file behind when it is closed. */
    private static PluginJarBuilder closing(String handle) {
        return PluginJarBuilder.empty("notes")
                .entryPoint("data = context.dataDirectory(); return List.of(new Handler());", """
                        java.nio.file.Path data;
                        @Override public void close() {
                            try {
                                java.nio.file.Files.writeString(data.resolve("closed"), "x");
                            } catch (java.io.IOException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        public record Note() {}
                        static final class Handler implements TaskHandler<Note> {
                            @Override public TaskType<Note> type() { return TaskType.of("note", Note.class); }
                            @Override public Outcome handle(TaskContext context, Note note) throws Exception { %s }
                        }
                        """.formatted(handle));
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
