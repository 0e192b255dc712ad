package io.spillway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** All measures, one after the other. One that fails does not keep the others from being run. */
@Command(name = "all", description = "All measures but profile and peers, one after the other.")
final class All implements Callable<Integer> {

    private static final List<String> MEASURES = List.of(
            "cycle",
            "batches",
            "http",
            "bulk",
            "steady",
            "memory",
            "surge",
            "timers",
            "cancel",
            "engage",
            "webhooks",
            "start",
            "scrape",
            "record");

    @Mixin
    private Options options = new Options();

    @Override
    public Integer call() {
        List<String> failed = new ArrayList<>();
        for (String each : MEASURES) {
            if (new CommandLine(new Bench()).execute(arguments(each)) != 0) {
                failed.add(each);
            }
        }
        if (!failed.isEmpty()) {
            System.err.println("could not be measured: " + failed);
        }
        return failed.isEmpty() ? 0 : 1;
    }

    private String[] arguments(String measure) {
        List<String> arguments = new ArrayList<>(
                List.of(measure, "--pairs", "" + options.pairs, "--wait-quiet", "" + options.waitQuiet));
        options.settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        if (!options.javaOptions.isEmpty()) {
            arguments.addAll(List.of("--java", options.javaOptions));
        }
        return arguments.toArray(String[]::new);
    }
}
