package io.spillway.bench.report;

import java.util.Locale;

/** What a figure counts, and how it is written. */
public enum Unit {
    PER_SECOND("%,.0f /s"),
    MILLIS("%.2f ms"),
    MICROS("%.1f µs"),
    NANOS("%.0f ns"),
    SECONDS("%.2f s"),
    BYTES("%,.0f B"),
    MEBIBYTES("%.1f MiB"),
    CORES("%.2f cores"),
    COUNT("%,.0f"),
    PERCENT("%.3f %%"),
    RATIO("%.2f");

    private final String format;

    Unit(String format) {
        this.format = format;
    }

    String write(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
