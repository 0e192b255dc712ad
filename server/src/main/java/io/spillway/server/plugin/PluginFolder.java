package io.spillway.server.plugin;

import io.spillway.server.plugin.JarFiles.Fingerprint;
import io.spillway.server.plugin.PluginException.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins that lie in the configured folders. {@link #scanOnce} brings what runs in line with the files: a new jar
 * is loaded, a changed one replaces its old version once it has loaded, a removed one is unloaded.
 */
public final class PluginFolder implements HandlerRegistry, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, PluginSlot> slots = new LinkedHashMap<>();
    private final List<LoadedPlugin> leaving = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final JarFiles files;
    private final DisabledPlugins disabled;
    private final PluginLoader loader;
    private final InstantSource clock;
    private volatile Map<String, RegisteredHandler> handlers = Map.of();
    private volatile List<PluginStatus> statuses = List.of();
    private boolean closed;

    public PluginFolder(PluginConfig config, InstantSource clock) {
        this.files = new JarFiles(config.folders(), config.copies());
        this.disabled = new DisabledPlugins(config.disabledFile());
        this.loader = new PluginLoader(config, this);
        this.clock = clock;
    }

    @Override
    public Optional<RegisteredHandler> find(String type) {
        return Optional.ofNullable(handlers.get(type));
    }

    @Override
    public List<RegisteredHandler> all() {
        return List.copyOf(handlers.values());
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Every plugin file that was looked at, by id. Never waits, not even for a plugin that takes long to start. */
    public List<PluginStatus> statuses() {
        return statuses;
    }

    /**
     * Looks at the folders once. A jar that is cut off is taken for one that is being copied, and reported only when it
     * stayed the same until the next scan.
     */
    public void scanOnce() {
        change(() -> {
            if (closed) {
                return;
            }
            try {
                scan(files.list());
            } catch (IOException e) {
                LOG.warn("the plugin folders can't be read; the plugins that run go on running", e);
            }
        });
    }

    /** Switches a plugin on again. Empty if there is none with this id. */
    public Optional<PluginStatus> enable(String id) {
        return changeOne(id, slot -> {
            disabled.remove(slot.id());
            if (slot.running() == null) {
                load(slot);
            }
        });
    }

    /** Unloads a plugin until it is enabled again, over restarts as well. What runs in it may end first. */
    public Optional<PluginStatus> disable(String id) {
        return changeOne(id, slot -> {
            if (slot.hasJar()) {
                disabled.add(slot.id());
                slot.disable(clock.instant()).ifPresent(leaving::add);
                wakeConflicting();
            }
        });
    }

    /** Loads a plugin's file again, even if it is unchanged. The plugin that runs is replaced only if that succeeds. */
    public Optional<PluginStatus> reload(String id) {
        return changeOne(id, this::load);
    }

    @Override
    public void close() {
        change(() -> {
            closed = true;
            slots.values().forEach(slot -> slot.stop().ifPresent(leaving::add));
            slots.clear();
        });
    }

    private void scan(Map<Path, Fingerprint> present) {
        slots.values().stream()
                .filter(slot -> !present.containsKey(slot.file()))
                .forEach(PluginSlot::setGone);
        present.forEach((file, now) -> {
            PluginSlot slot = slots.computeIfAbsent(file, path -> new PluginSlot(path, clock.instant()));
            if (slot.isUnhandled(now)) {
                examine(slot, now, false);
            }
        });
        if (slots.values().removeIf(this::leaves)) {
            wakeConflicting();
        }
    }

    private boolean leaves(PluginSlot slot) {
        if (slot.isGone()) {
            slot.stop().ifPresent(leaving::add);
        }
        return slot.isGone();
    }

    private void load(PluginSlot slot) {
        try {
            Fingerprint now = Fingerprint.of(slot.file()).orElseThrow(() -> new NoSuchFileException(slot.fileName()));
            examine(slot, now, true);
        } catch (IOException e) {
            fail(slot, unreadable(slot, e), null);
        }
    }

    /** @param wanted whether a person asked for it: then nothing is put off, and an unchanged file is loaded again */
    private void examine(PluginSlot slot, Fingerprint now, boolean wanted) {
        Path copy = null;
        try {
            copy = files.copy(slot.file());
            PluginJar jar = PluginJar.read(slot.fileName(), copy);
            slot.handle(now);
            LoadedPlugin running = slot.running();
            if (!wanted && running != null && running.jar().sha256().equals(jar.sha256())) {
                slot.unchanged();
            } else {
                start(slot, jar);
            }
        } catch (PluginException e) {
            if (e.kind() == Kind.INCOMPLETE && !wanted && !slot.isSettled(now)) {
                slot.see(now);
            } else {
                slot.handle(now);
                fail(slot, e, null);
            }
        } catch (IOException e) {
            /* Not counted as handled: a file whose permissions were mended looks the same as before. */
            if (wanted || slot.isSettled(now)) {
                fail(slot, unreadable(slot, e), null);
            }
            slot.see(now);
        } finally {
            deleteUnlessRunning(copy, slot);
        }
    }

    private void start(PluginSlot slot, PluginJar jar) throws PluginException {
        PluginConflicts.checkId(slot, jar, slots.values());
        if (disabled.contains(jar.id())) {
            slot.disable(jar, clock.instant()).ifPresent(leaving::add);
            return;
        }
        try {
            LoadedPlugin loaded = loadedWithoutConflict(slot, jar);
            slot.activate(loaded, clock.instant()).ifPresent(leaving::add);
            wakeConflicting();
            LOG.info(
                    "plugin {} {} was loaded from {} and handles {}",
                    jar.id(),
                    jar.version(),
                    slot.fileName(),
                    String.join(", ", loaded.types()));
        } catch (PluginException e) {
            fail(slot, e, jar);
        }
    }

    private LoadedPlugin loadedWithoutConflict(PluginSlot slot, PluginJar jar) throws PluginException {
        LoadedPlugin loaded = loader.load(slot.fileName(), jar);
        try {
            PluginConflicts.checkTypes(slot, loaded, slots.values());
            return loaded;
        } catch (PluginException e) {
            loaded.retire();
            throw e;
        }
    }

    private void fail(PluginSlot slot, PluginException failure, @Nullable PluginJar jar) {
        if (slot.fail(failure, jar, clock.instant())) {
            LOG.warn("a plugin was not loaded: {}", slot.error(), failure.getCause());
        }
    }

    private static PluginException unreadable(PluginSlot slot, IOException e) {
        return new PluginException(Kind.BROKEN, slot.fileName() + " can't be read: " + PluginCall.describe(e), e);
    }

    private void wakeConflicting() {
        slots.values().forEach(PluginSlot::tryAgain);
    }

    private static void deleteUnlessRunning(@Nullable Path copy, PluginSlot slot) {
        LoadedPlugin running = slot.running();
        if (copy != null && (running == null || !running.jar().copy().equals(copy))) {
            JarFiles.delete(copy);
        }
    }

    private Optional<PluginStatus> changeOne(String id, Consumer<PluginSlot> action) {
        List<PluginStatus> result = new ArrayList<>();
        change(() -> slots.values().stream()
                .filter(slot -> slot.id().equals(id))
                .findFirst()
                .ifPresent(slot -> {
                    action.accept(slot);
                    slot.status().ifPresent(result::add);
                }));
        return result.stream().findFirst();
    }

    /* The plugins that end are retired after the lock is given back, because a plugin may take its time to close. */
    private void change(Runnable action) {
        List<LoadedPlugin> ending;
        boolean changed;
        lock.lock();
        try {
            action.run();
            changed = publish();
            ending = List.copyOf(leaving);
            leaving.clear();
        } finally {
            lock.unlock();
        }
        try {
            if (changed) {
                listeners.forEach(Runnable::run);
            }
        } finally {
            ending.forEach(LoadedPlugin::retire);
        }
    }

    private boolean publish() {
        Map<String, RegisteredHandler> next = new LinkedHashMap<>();
        for (PluginSlot slot : slots.values()) {
            LoadedPlugin running = slot.running();
            if (running != null) {
                running.handlers().forEach(handler -> next.put(handler.type().name(), handler));
            }
        }
        boolean changed = !next.equals(handlers);
        handlers = Map.copyOf(next);
        statuses = slots.values().stream()
                .flatMap(slot -> slot.status().stream())
                .sorted(Comparator.comparing(PluginStatus::id).thenComparing(PluginStatus::file))
                .toList();
        return changed;
    }
}
