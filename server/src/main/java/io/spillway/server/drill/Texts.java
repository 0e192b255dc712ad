package io.spillway.server.drill;

import java.time.Duration;
import java.util.Locale;

/** How durations stand in a drill's sentences. */
final class Texts {

    private Texts() {}

    /** In seconds below ten minutes, else in minutes. */
    static String lasting(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds >= 600) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
