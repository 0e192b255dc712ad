package io.spillway.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.plugin.PluginStatus.State;
import io.spillway.server.testing.Conditions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Plugins switched off, on and anew, and who hears of it. */
final class PluginSwitchingTest extends PluginScene {

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
}
