package io.spillway.bench;

import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.BareProgram;
import io.spillway.bench.program.Program;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One task a request over HTTP at a rate that the whole can bear: how long from submit to settled. */
@Command(name = "steady", description = "2,400 tasks/s, one a POST: submit → settled, beside the bare whole path.")
final class Steady implements Callable<Integer> {

    private static final int SENDERS = 64;

    @Mixin
    private Options options = new Options();

    @Option(names = "--rate", defaultValue = "2400", description = "Tasks a second (2,400).")
    private double rate = 2_400;

    @Option(
            names = "--seconds",
            defaultValue = "21",
            description = "How long a run lasts, of which the first second does not count (21).")
    private int seconds = 21;

    @Option(names = "--warm-up", defaultValue = "90", description = "Seconds at the rate before it counts, each (90).")
    private int warmUp = 90;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("steady", "rate", rate, "seconds", seconds, "warm-up", warmUp);
        List<SteadyRun> limits = new ArrayList<>();
        List<SteadyRun> ours = new ArrayList<>();
        try (Scratch scratch = Scratch.create();
                Program bare = BareProgram.start(scratch.folder("bare"), "pool");
                Program spillway = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions)) {
            report.say("warming up");
            FixedRate warm = new FixedRate(rate, Duration.ofSeconds(warmUp), SENDERS);
            SteadyRun.measure(bare, warm);
            SteadyRun.measure(spillway, warm);
            FixedRate run = new FixedRate(rate, Duration.ofSeconds(seconds), SENDERS);
            for (int i = 0; i < options.pairs; i++) {
                limits.add(measure(report, bare, run));
                ours.add(measure(report, spillway, run));
            }
        }
        show(report, "bare", limits);
        show(report, "spillway", ours);
        report.add(
                figure("submit → settled, median", ours, each -> each.settled().millisAt(50))
                        .against(Goal.atMost(3)));
        report.add(figure(
                        "submit → settled, 99th percentile",
                        ours,
                        each -> each.settled().millisAt(99))
                .against(Goal.atMost(SteadyRun.GOAL.toMillis())));
        report.add(figure(
                        "submit → settled undisturbed, 99th percentile",
                        ours,
                        each -> each.undisturbed().millisAt(99))
                .against(Goal.atMost(SteadyRun.GOAL.toMillis())));
        report.add(figure("submit → settled, mean", ours, each -> each.settled().meanMillis())
                .against(Goal.atMost(87))
                .beside("R26: 87 ms"));
        double tasks = ours.stream().mapToLong(SteadyRun::tasks).sum();
        double failed = ours.stream().mapToLong(SteadyRun::failed).sum();
        report.add(Figure.of("error rate", 100 * failed / tasks, Unit.PERCENT)
                .against(Goal.atMost(0))
                .beside("R26: 0.002 %"));
        report.end(Project.results());
        return 0;
    }

    private void show(Report report, String name, List<SteadyRun> runs) {
        latencies(report, name + ": submit → answer", runs, SteadyRun::answered);
        latencies(report, name + ": submit → settled", runs, SteadyRun::settled);
        latencies(report, name + ": submit → settled undisturbed", runs, SteadyRun::undisturbed);
        report.add(Figure.of(name + ": undisturbed", median(runs, Steady::undisturbedShare), Unit.PERCENT));
        report.add(Figure.of(
                name + ": processor, server", median(runs, SteadyRun::serverMicros) * rate / 1e6, Unit.CORES));
        report.add(
                Figure.of(name + ": processor, Redis", median(runs, SteadyRun::redisMicros) * rate / 1e6, Unit.CORES));
    }

    private static void latencies(Report report, String what, List<SteadyRun> runs, Function<SteadyRun, Latencies> of) {
        report.add(figure(what + ", median", runs, each -> of.apply(each).millisAt(50)));
        report.add(
                figure(what + ", 99th percentile", runs, each -> of.apply(each).millisAt(99)));
    }

    private static double undisturbedShare(SteadyRun run) {
        return 100.0 * run.undisturbed().count() / Math.max(1, run.settled().count());
    }

    private static Figure figure(String what, List<SteadyRun> runs, ToDoubleFunction<SteadyRun> of) {
        return Figure.of(what, median(runs, of), Unit.MILLIS);
    }

    private static double median(List<SteadyRun> runs, ToDoubleFunction<SteadyRun> of) {
        return Median.of(runs.stream().map(of::applyAsDouble).toList());
    }

    private static SteadyRun measure(Report report, Program program, FixedRate rate) throws Exception {
        SteadyRun run = SteadyRun.measure(program, rate);
        Latencies settled = run.settled();
        report.say(
                "%-8s submit → settled %.2f ms, 99th %.2f ms, mean %.2f ms, longest %.1f ms; server %.0f µs a task, Redis %.0f µs;"
                        + " failed %d of %,d; undisturbed (%.0f %%, less %d pauses of %d ms): %.2f ms, 99th %.2f ms",
                program.name(),
                settled.millisAt(50),
                settled.millisAt(99),
                settled.meanMillis(),
                settled.maxMillis(),
                run.serverMicros(),
                run.redisMicros(),
                run.failed(),
                run.tasks(),
                undisturbedShare(run),
                run.pauses().count(),
                run.pauses().length().toMillis(),
                run.undisturbed().millisAt(50),
                run.undisturbed().millisAt(99));
        return run;
    }
}
