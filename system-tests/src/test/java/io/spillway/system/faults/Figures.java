package io.spillway.system.faults;

import io.spillway.system.FigureFile;
import java.time.Duration;
import java.util.Locale;

/** What the fault tests measured, one line for each, in {@code target/faults.txt}. */
final class Figures {

    private static final FigureFile FILE = new FigureFile("faults.txt");

    private Figures() {}

    /** Writes a test's line, in the place of what an earlier run wrote. */
    static void write(String test, String figures) {
        FILE.write(test, figures);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
