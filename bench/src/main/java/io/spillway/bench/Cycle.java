package io.spillway.bench;

import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Cpu;
import io.spillway.bench.machine.Project;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The engine beside the bare cycle, in this process, on one Redis that is emptied in between. */
@Command(name = "cycle", description = "End to end without HTTP, in batches, beside the bare fused cycle.")
final class Cycle implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Option(names = "--tasks", defaultValue = "100000", description = "How many tasks a run (100,000).")
    private int tasks = 100_000;

    /** One run of one contender. Microseconds are processor time for a task. */
    private record Run(double tasksPerSecond, double redisMicros, double javaMicros) {}

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("cycle", "tasks", tasks);
        List<Run> limits = new ArrayList<>();
        List<Run> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (BenchRedis redis = BenchRedis.start()) {
            Contender bare = new BareCycle(redis);
            Contender spillway = new SpillwayEngine(redis);
            report.say("warming up");
            measure(redis, bare);
            measure(redis, spillway);
            measure(redis, spillway);
            for (int i = 0; i < options.pairs; i++) {
                Run limit = measure(redis, bare);
                Run own = measure(redis, spillway);
                limits.add(limit);
                ours.add(own);
                ratios.add(own.tasksPerSecond() / limit.tasksPerSecond());
                report.say(
                        "%s %,.0f/s (Redis %.1f µs a task), %s %,.0f/s (Redis %.1f µs, Java %.1f µs), ratio %.2f",
                        bare.name(),
                        limit.tasksPerSecond(),
                        limit.redisMicros(),
                        spillway.name(),
                        own.tasksPerSecond(),
                        own.redisMicros(),
                        own.javaMicros(),
                        ratios.getLast());
            }
        }
        report.add("bare fused cycle", median(limits, Run::tasksPerSecond), Unit.PER_SECOND);
        report.add("spillway engine", median(ours, Run::tasksPerSecond), Unit.PER_SECOND);
        report.add(
                Figure.of("median of the ratios", Median.of(ratios), Unit.RATIO).against(Goal.atLeast(0.7)));
        report.add("Redis per task, bare", median(limits, Run::redisMicros), Unit.MICROS);
        report.add(Figure.of("Redis per task, spillway", median(ours, Run::redisMicros), Unit.MICROS)
                .against(Goal.atMost(28)));
        report.add(Figure.of("Java per task, spillway", median(ours, Run::javaMicros), Unit.MICROS)
                .against(Goal.atMost(40)));
        report.add(Figure.of("times BullMQ 6.7", median(ours, Run::tasksPerSecond) / 6_550, Unit.RATIO)
                .against(Goal.atLeast(4))
                .beside("6,550/s, measured once on another day"));
        report.add(Figure.of("times db-scheduler", median(ours, Run::tasksPerSecond) / 6_800, Unit.RATIO)
                .against(Goal.atLeast(4))
                .beside("6,800/s on PostgreSQL, measured once on another day"));
        report.end(Project.results());
        return 0;
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> of) {
        return Median.of(runs.stream().map(of::applyAsDouble).toList());
    }

    private Run measure(BenchRedis redis, Contender contender) throws Exception {
        redis.empty();
        long self = ProcessHandle.current().pid();
        double redisBefore = redis.cpuSeconds();
        double javaBefore = Cpu.seconds(self);
        long begin = System.nanoTime();
        contender.run(tasks);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Run(
                tasks / seconds,
                (redis.cpuSeconds() - redisBefore) * 1e6 / tasks,
                (Cpu.seconds(self) - javaBefore) * 1e6 / tasks);
    }
}
