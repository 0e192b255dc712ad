package io.spillway.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jars that lie in the plugin folders, and the private copies that are loaded in their place. */
final class JarFiles {

    private static final Logger LOG = LoggerFactory.getLogger(JarFiles.class);

    private final List<Path> folders;
    private final Path copies;

    JarFiles(List<Path> folders, Path copies) {
        this.folders = folders;
        this.copies = copies;
        try {
            Files.createDirectories(copies);
            deleteLeftovers();
        } catch (IOException e) {
            throw new UncheckedIOException("can't prepare the folder for copies of plugins, " + copies, e);
        }
    }

    /** What a file looked like: enough to see that it is another one. */
    record Fingerprint(long size, FileTime modified) {

        static Optional<Fingerprint> of(Path file) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return attributes.isRegularFile()
                        ? Optional.of(new Fingerprint(attributes.size(), attributes.lastModifiedTime()))
                        : Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    /** All jars, folder by folder and by name within one. Hidden files are none: copying tools write to such first. */
    SequencedMap<Path, Fingerprint> list() throws IOException {
        SequencedMap<Path, Fingerprint> found = new LinkedHashMap<>();
        for (Path folder : folders) {
            found.putAll(list(folder));
        }
        return found;
    }

    private static Map<Path, Fingerprint> list(Path folder) throws IOException {
        Map<Path, Fingerprint> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*.jar")) {
            for (Path file : files) {
                Fingerprint.of(file).ifPresent(fingerprint -> found.put(file, fingerprint));
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        return found;
    }

    Path copy(Path file) throws IOException {
        Path copy = Files.createTempFile(copies, "plugin-", ".jar");
        return Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.warn("the copy {} of a plugin could not be removed; the next start removes it", copy, e);
        }
    }

    /* What a server that was killed left behind. */
    private void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(copies, "plugin-*.jar")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
