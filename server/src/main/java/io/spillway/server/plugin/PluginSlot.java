package io.spillway.server.plugin;

import io.spillway.server.plugin.JarFiles.Fingerprint;
import io.spillway.server.plugin.PluginStatus.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of one jar file in a plugin folder, and the plugin that runs from it. Guarded by its folder's lock. */
final class PluginSlot {

    private final Path file;
    private @Nullable Fingerprint seen;
    private @Nullable Fingerprint handled;
    private @Nullable PluginJar jar;
    private @Nullable LoadedPlugin running;
    private @Nullable String error;
    private @Nullable State state;
    private List<String> types = List.of();
    private boolean conflicting;
    private boolean gone;
    private Instant since;

    PluginSlot(Path file, Instant since) {
        this.file = file;
        this.since = since;
    }

    String fileName() {
        return String.valueOf(file.getFileName());
    }

    Path file() {
        return file;
    }

    /** The plugin's id, or the file's name where that is not known or is another's. */
    String id() {
        return jar == null ? fileName() : jar.id();
    }

    boolean hasJar() {
        return jar != null;
    }

    @Nullable
    LoadedPlugin running() {
        return running;
    }

    boolean isDisabled() {
        return state == State.DISABLED;
    }

    /** True while the file is there no more, and what runs from it is about to end or to be replaced. */
    boolean isGone() {
        return gone;
    }

    void setGone() {
        gone = true;
    }

    boolean isUnhandled(Fingerprint now) {
        return !now.equals(handled);
    }

    /** Whether the file looked the same at the last scan, so that nobody is writing to it. */
    boolean isSettled(Fingerprint now) {
        return now.equals(seen);
    }

    void see(Fingerprint now) {
        seen = now;
    }

    void handle(Fingerprint now) {
        seen = now;
        handled = now;
    }

    /** Has a plugin that stood back for another one tried again. */
    void tryAgain() {
        if (conflicting) {
            handled = null;
        }
    }

    /** @return the plugin that ran from this file before */
    Optional<LoadedPlugin> activate(LoadedPlugin loaded, Instant now) {
        Optional<LoadedPlugin> before = stop();
        running = loaded;
        jar = loaded.jar();
        types = loaded.types();
        enter(State.ACTIVE, now);
        unchanged();
        return before;
    }

    /** @return the plugin that ran from this file until now */
    Optional<LoadedPlugin> disable(PluginJar known, Instant now) {
        Optional<LoadedPlugin> before = stop();
        jar = known;
        enter(State.DISABLED, now);
        unchanged();
        return before;
    }

    Optional<LoadedPlugin> disable(Instant now) {
        return jar == null ? Optional.empty() : disable(jar, now);
    }

    /** The running plugin is the file's: whatever was wrong in between is over. */
    void unchanged() {
        error = null;
        conflicting = false;
    }

    /**
     * Notes a failure.
     *
     * @param known the jar, if it could be read and its id is not another's
     * @return false if it was noted before
     */
    boolean fail(PluginException failure, @Nullable PluginJar known, Instant now) {
        String before = error;
        conflicting = failure.kind() == PluginException.Kind.CONFLICT;
        if (running != null) {
            error = failure.reason() + "; version " + running.jar().version() + " goes on running";
            return !error.equals(before);
        }
        jar = known;
        types = List.of();
        error = failure.reason();
        if (!error.equals(before)) {
            enter(State.FAILED, now);
        }
        return !error.equals(before);
    }

    @Nullable
    String error() {
        return error;
    }

    Optional<LoadedPlugin> stop() {
        Optional<LoadedPlugin> before = Optional.ofNullable(running);
        running = null;
        return before;
    }

    private void enter(State next, Instant now) {
        state = next;
        since = now;
    }

    /** Empty for a file that is still being copied. */
    Optional<PluginStatus> status() {
        if (state == null) {
            return Optional.empty();
        }
        return Optional.of(new PluginStatus(
                id(),
                jar == null ? null : jar.version(),
                fileName(),
                jar == null ? null : jar.sha256(),
                state,
                types,
                since,
                error));
    }
}
