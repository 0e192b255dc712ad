package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    public void write(String test, String figures) {
        Path lock = Project.TARGET.resolve("figures.lock");
        try {
            Files.createDirectories(Project.TARGET);
            // Tests run in several processes.
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                replace(test + ": ", figures);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(test + ": " + figures);
    }

    private void replace(String begin, String figures) throws IOException {
        List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        lines.removeIf(line -> line.startsWith(begin));
        lines.add(begin + figures);
        lines.sort(String::compareTo);
        Files.write(file, lines);
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
