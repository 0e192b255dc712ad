package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that goes away with the measure. */
public record Scratch(Path path) implements AutoCloseable {

    public static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("spillway-bench"));
    }

    /** A new folder in it. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
