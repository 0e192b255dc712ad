package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What tests measured: one line for each of them, in a file of {@code target}. */
public final class FigureFile {

    /** What the tests of the whole loop measured. */
    static final FigureFile LOOP = new FigureFile("loop-figures.txt");

    private final Path file;

    public FigureFile(String name) {
        this.file = Project.TARGET.resolve(name);
    }

    /** Writes a test's line, in the place of what an earlier run wrote. */
    public synchronized void write(String test, String figures) {
        try {
            List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
            lines.removeIf(line -> line.startsWith(test + ": "));
            lines.add(test + ": " + figures);
            lines.sort(String::compareTo);
            Files.createDirectories(Project.TARGET);
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(test + ": " + figures);
    }

    /** Milliseconds at the percentiles that count here. @param nanos sorted */
    static String percentiles(List<Long> nanos) {
        return String.format(
                Locale.ROOT,
                "median %.1f ms, 99th percentile %.1f ms, longest %.1f ms of %d",
                at(nanos, 0.5),
                at(nanos, 0.99),
                at(nanos, 1),
                nanos.size());
    }

    private static double at(List<Long> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index)) / 1e6;
    }
}
