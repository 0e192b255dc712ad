package io.spillway.bench;

import io.spillway.bench.load.Connection;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.Program;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A calm rate, a surge, and nothing: how the pool follows, seen by the gauge of its limit ten times a second. */
@Command(name = "surge", description = "500 → 6,000 tasks/s that wait 20 ms: how the pool grows and shrinks.")
final class Surge implements Callable<Integer> {

    private static final int BATCH = 20;
    private static final int CALM_SECONDS = 20;
    private static final double HANDLER_SECONDS = 0.020;
    private static final String TASK = "{\"type\":\"probe-sleep\",\"payload\":{\"millis\":20}}";
    private static final Pattern TAKEN = Pattern.compile("\"status\":201");
    private static final Duration AFTER_IDLE = Duration.ofSeconds(30);

    @Mixin
    private Options options = new Options();

    @Option(names = "--calm", defaultValue = "500", description = "Tasks a second before the surge (500).")
    private double calm = 500;

    @Option(names = "--rate", defaultValue = "6000", description = "Tasks a second in the surge (6,000).")
    private double rate = 6_000;

    @Option(names = "--seconds", defaultValue = "30", description = "How long the surge lasts (30).")
    private int seconds = 30;

    @Option(
            names = "--idle",
            defaultValue = "60",
            description =
                    "How many seconds of idleness the pool waits for before it shrinks, as it is configured (60).")
    private int idle = 60;

    @Option(
            names = "--warm-up",
            defaultValue = "35",
            description = "Seconds at the surge's rate before it counts (35).")
    private int warmUp = 35;

    private final AtomicLong taken = new AtomicLong();

    /** What one surge was like. @param settles seconds until the beginning of the first second in which 99 % of the rate were settled */
    private record Run(
            double limitBefore,
            double highestLimit,
            double limitAtEnd,
            double grown,
            double settles,
            double shrunk,
            double lost,
            double notTaken,
            double longestQueue) {}

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("surge", "calm", calm, "rate", rate, "idle", idle, "warm-up", warmUp);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < options.pairs; i++) {
            runs.add(measure(report));
        }
        show(report, runs);
        report.end(Project.results());
        return 0;
    }

    /* On a server of its own: one that has shrunk too soon a few times keeps its workers for longer. */
    private Run measure(Report report) throws Exception {
        try (Scratch scratch = Scratch.create();
                SpillwayProgram program = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions);
                PoolWatch watch = PoolWatch.start(program.api())) {
            report.say("warming up, and until the pool is at rest again");
            offer(program, rate, warmUp);
            watch.awaitRest(Duration.ofSeconds(idle).plus(AFTER_IDLE));
            return surge(report, program, watch);
        }
    }

    private Run surge(Report report, SpillwayProgram program, PoolWatch watch)
            throws IOException, InterruptedException {
        report.say("calm, with a limit of %.0f workers", watch.last().limit());
        offer(program, calm, CALM_SECONDS);
        long before = taken.get();
        long begin = System.nanoTime();
        offer(program, rate, seconds);
        long end = System.nanoTime();
        double accepted = taken.get() - before;
        report.say("the surge is over");
        watch.awaitRest(Duration.ofSeconds(idle).plus(AFTER_IDLE));
        double offered = rate * seconds;
        double settled = watch.at(end).succeeded() - watch.at(begin).succeeded();
        long idleSince = watch.idleSince(end) + Duration.ofSeconds(idle).toNanos();
        Run run = new Run(
                watch.at(begin).limit(),
                watch.highest(begin, PoolWatch.Sample::limit),
                watch.last().limit(),
                watch.grown(begin, need()),
                watch.settles(begin, rate * 0.99),
                watch.shrunk(end, idleSince),
                100 * (1 - settled / offered),
                100 * (1 - accepted / offered),
                watch.highest(begin, PoolWatch.Sample::queued));
        report.say(
                "grown in %.1f s, shrunk in %.1f s, lost %.2f %%, not taken %.2f %%, longest queue %.0f",
                run.grown(), run.shrunk(), run.lost(), run.notTaken(), run.longestQueue());
        if (watch.isConstant()) {
            report.say("the limit never moved: this pool does not adapt, and there is nothing to grow or to shrink");
        }
        return run;
    }

    private double need() {
        return Math.ceil(rate * HANDLER_SECONDS);
    }

    private void show(Report report, List<Run> runs) {
        report.add("limit before the surge", median(runs, Run::limitBefore), Unit.COUNT);
        report.add("limit that is needed, rate × 20 ms", need(), Unit.COUNT);
        report.add("highest limit", median(runs, Run::highestLimit), Unit.COUNT);
        report.add("limit at the end", median(runs, Run::limitAtEnd), Unit.COUNT);
        report.add(Figure.of("surge → as many workers as are needed", median(runs, Run::grown), Unit.SECONDS)
                .against(Goal.atMost(1.4))
                .beside("R9: 1.4 s"));
        report.add("surge → settling 99 % of the rate, over a second", median(runs, Run::settles), Unit.SECONDS);
        report.add(Figure.of("idle for %d s → shrunk".formatted(idle), median(runs, Run::shrunk), Unit.SECONDS)
                .against(Goal.atMost(4.1))
                .beside("R9: 4.1 s"));
        report.add(Figure.of("lost in the surge: offered, not settled in it", median(runs, Run::lost), Unit.PERCENT)
                .against(Goal.atMost(1.2))
                .beside("R9: 1.2 %"));
        report.add("offered, not taken (slowed or refused)", median(runs, Run::notTaken), Unit.PERCENT);
        report.add("longest queue", median(runs, Run::longestQueue), Unit.COUNT);
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
        return Median.of(runs.stream().map(of::applyAsDouble).toList());
    }

    private void offer(SpillwayProgram program, double tasksPerSecond, int length)
            throws IOException, InterruptedException {
        byte[] request = Connection.post(program.api(), program.batchPath(), Program.batch(TASK, BATCH));
        new FixedRate(tasksPerSecond / BATCH, Duration.ofSeconds(length), 32).run(() -> {
            Connection connection = Connection.open(program.api().port());
            return new FixedRate.Sender() {
                @Override
                public void send(FixedRate.Intended intended) throws IOException {
                    taken.addAndGet(TAKEN.matcher(connection.send(request).body())
                            .results()
                            .count());
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
    }
}
