package io.spillway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All measures, one after the other. One that fails does not keep the others from being run. */
@Command(name = "all", description = "All measures but profile, one after the other: half an hour.")
final class All implements Callable<Integer> {

    private static final List<String> MEASURES = List.of(
            "cycle", "batches", "http", "bulk", "steady", "memory", "surge", "timers", "cancel", "start", "scrape",
            "record");

    @Override
    public Integer call() {
        List<String> failed = new ArrayList<>();
        for (String each : MEASURES) {
            if (new CommandLine(new Bench()).execute(each) != 0) {
                failed.add(each);
            }
        }
        if (!failed.isEmpty()) {
            System.err.println("could not be measured: " + failed);
        }
        return failed.isEmpty() ? 0 : 1;
    }
}
