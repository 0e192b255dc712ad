package io.spillway.bench;

import io.spillway.bench.machine.Project;
import io.spillway.bench.record.RecordingBenchmark;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What counting one task costs, by JMH, with one thread and with two that share everything. */
@Command(name = "record", description = "Recording one task's numbers, beside the Prometheus client alone (JMH).")
final class Recording implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("record");
        for (int threads = 1; threads <= 2; threads++) {
            Collection<RunResult> results = run(threads);
            double bare = score(results, "bare");
            double spillway = score(results, "spillway");
            String with = threads == 1 ? "one thread" : "two threads";
            report.say("%s: bare %.0f ns, spillway %.0f ns", with, bare, spillway);
            report.add("bare client, " + with, bare, Unit.NANOS);
            report.add("spillway, " + with, spillway, Unit.NANOS);
            report.add(Figure.of("ratio, " + with, spillway / bare, Unit.RATIO).against(Goal.atMost(2)));
        }
        report.end(Project.results());
        return 0;
    }

    private static Collection<RunResult> run(int threads) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(RecordingBenchmark.class.getName())
                        .threads(threads)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static double score(Collection<RunResult> results, String method) {
        return results.stream()
                .map(RunResult::getPrimaryResult)
                .filter(result -> result.getLabel().equals(method))
                .mapToDouble(result -> result.getScore())
                .findFirst()
                .orElseThrow();
    }
}
