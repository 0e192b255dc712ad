package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.plugin.PluginStatus.State;
import io.spillway.server.testing.Conditions;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Jars that come, change and go. */
final class PluginFolderTest extends PluginScene {

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
}
