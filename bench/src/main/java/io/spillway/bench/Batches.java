package io.spillway.bench;

import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Project;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A steady rate without HTTP: batches of 64 at fixed times, beside the bare cycle at the same rate. */
@Command(
        name = "batches",
        description = "10,000 tasks/s without HTTP, in batches: submit → settled beside the bare cycle.")
final class Batches implements Callable<Integer> {

    private static final int BATCH = 64;

    @Mixin
    private Options options = new Options();

    @Option(names = "--rate", defaultValue = "10000", description = "Tasks a second (10,000).")
    private double rate = 10_000;

    @Option(names = "--seconds", defaultValue = "6", description = "How long a run lasts (6).")
    private int seconds = 6;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("batches", "rate", rate, "seconds", seconds);
        List<Latencies> limits = new ArrayList<>();
        List<Latencies> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (BenchRedis redis = BenchRedis.start()) {
            Paced bare = new BarePaced(redis);
            Paced spillway = new SpillwayPaced(redis);
            report.say("warming up");
            measure(redis, bare, 10);
            measure(redis, spillway, 20);
            for (int i = 0; i < options.pairs; i++) {
                Latencies limit = measure(redis, bare, seconds);
                Latencies own = measure(redis, spillway, seconds);
                limits.add(limit);
                ours.add(own);
                ratios.add(own.millisAt(99) / limit.millisAt(99));
                report.say(
                        "bare %.2f ms, 99th %.2f ms; spillway %.2f ms, 99th %.2f ms; ratio of the 99th %.2f",
                        limit.millisAt(50), limit.millisAt(99), own.millisAt(50), own.millisAt(99), ratios.getLast());
            }
        }
        report.add("bare, median", median(limits, 50), Unit.MILLIS);
        report.add("bare, 99th percentile", median(limits, 99), Unit.MILLIS);
        report.add("spillway, median", median(ours, 50), Unit.MILLIS);
        report.add("spillway, 99th percentile", median(ours, 99), Unit.MILLIS);
        report.add(Figure.of("ratio of the 99th percentiles", Median.of(ratios), Unit.RATIO)
                .against(Goal.atMost(3)));
        report.end(Project.results());
        return 0;
    }

    private static double median(List<Latencies> runs, double percentile) {
        return Median.of(runs.stream().map(run -> run.millisAt(percentile)).toList());
    }

    private Latencies measure(BenchRedis redis, Paced paced, int length) throws Exception {
        redis.empty();
        return paced.run(new FixedRate(rate / BATCH, Duration.ofSeconds(length), 1), BATCH);
    }
}
