package io.spillway.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;

/** The plugins that an operator switched off, in a file with an id per line, so that a restart leaves them off. */
final class DisabledPlugins {

    private final Path file;
    private final Set<String> ids = new TreeSet<>();

    DisabledPlugins(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .forEach(ids::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read which plugins are disabled from " + file, e);
        }
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    void add(String id) {
        if (ids.add(id)) {
            write();
        }
    }

    void remove(String id) {
        if (ids.remove(id)) {
            write();
        }
    }

    private void write() {
        try {
            Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "disabled-plugins", ".new");
            Files.write(next, ids);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write which plugins are disabled to " + file, e);
        }
    }
}
