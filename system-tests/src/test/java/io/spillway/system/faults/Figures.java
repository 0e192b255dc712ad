package io.spillway.system.faults;

import io.spillway.system.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the fault tests measured, one line for each, in {@code target/faults.txt}. */
final class Figures {

    private static final Path FILE = Project.TARGET.resolve("faults.txt");

    private Figures() {}

    /** Writes a test's line, in the place of what an earlier run wrote. */
    static synchronized void write(String test, String figures) {
        try {
            List<String> lines = new ArrayList<>(Files.exists(FILE) ? Files.readAllLines(FILE) : List.of());
            lines.removeIf(line -> line.startsWith(test + ": "));
            lines.add(test + ": " + figures);
            lines.sort(String::compareTo);
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
