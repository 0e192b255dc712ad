package io.spillway.bench;

import io.spillway.bench.machine.Quiet;
import io.spillway.bench.report.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every measure can be told. */
final class Options {

    @Option(names = "--pairs", defaultValue = "5", description = "How many runs the median is taken of (5).")
    int pairs = 5;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the server's, such as pool.max-workers=128. Can be given again.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--java",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "Options for the server's JVM, such as -XX:+UseParallelGC.")
    String javaOptions = "";

    @Option(
            names = "--wait-quiet",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to wait at the most until nobody else uses the machine (0).")
    int waitQuiet;

    /** Begins the report of a measure, when the machine is quiet. @param settings name, value, name, value … */
    Report begin(String measure, Object... settings) {
        if (waitQuiet > 0 && !Quiet.await(Duration.ofSeconds(waitQuiet))) {
            System.err.println("The machine did not become quiet; " + measure + " is run all the same.");
        }
        Map<String, Object> shown = shown();
        for (int i = 0; i < settings.length; i += 2) {
            shown.put(String.valueOf(settings[i]), settings[i + 1]);
        }
        return new Report(measure, shown);
    }

    private Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("pairs", pairs);
        if (!settings.isEmpty()) {
            shown.put("settings", settings);
        }
        if (!javaOptions.isEmpty()) {
            shown.put("java", javaOptions);
        }
        return shown;
    }

    /** The server's settings, those of the measure below those of the command line. */
    Map<String, String> settings(Map<String, String> ofMeasure) {
        Map<String, String> all = new LinkedHashMap<>(ofMeasure);
        all.putAll(settings);
        return all;
    }
}
