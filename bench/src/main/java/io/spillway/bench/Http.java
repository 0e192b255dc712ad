package io.spillway.bench;

import io.spillway.bench.load.Wrk;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.BareProgram;
import io.spillway.bench.program.Program;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One task a request, over HTTP, as fast as it goes. */
@Command(name = "http", description = "One task a POST from 64 connections, beside the bare whole path.")
final class Http implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Option(names = "--seconds", defaultValue = "10", description = "How long a run lasts (10).")
    private int seconds = 10;

    @Option(names = "--warm-up", defaultValue = "35", description = "Seconds of load before it counts, each (35).")
    private int warmUp = 35;

    @Option(
            names = "--bare-threads",
            defaultValue = "pool",
            description = "What the bare server runs on: pool, virtual.")
    private String bareThreads = "pool";

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("http", "seconds", seconds, "warm-up", warmUp, "bare-threads", bareThreads);
        try (Scratch scratch = Scratch.create();
                Program bare = BareProgram.start(scratch.folder("bare"), bareThreads);
                Program spillway = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions)) {
            FullSpeed speed = new FullSpeed(new Wrk(scratch.path()), 1);
            report.say("warming up");
            speed.measure(bare, Duration.ofSeconds(warmUp));
            speed.measure(spillway, Duration.ofSeconds(warmUp));
            Race race = new Race(report, speed);
            race.run(bare, spillway, options.pairs, Duration.ofSeconds(seconds));
            race.add("acknowledged", FullSpeed.Run::acknowledged, Unit.PER_SECOND);
            race.add("settled meanwhile", FullSpeed.Run::settled, Unit.PER_SECOND);
            race.add("latency of the answer, median", FullSpeed.Run::millis50, Unit.MILLIS);
            race.add("latency of the answer, 99th percentile", FullSpeed.Run::millis99, Unit.MILLIS);
            race.add("server's processor time per task", FullSpeed.Run::serverMicros, Unit.MICROS);
            race.add("Redis's processor time per task", FullSpeed.Run::redisMicros, Unit.MICROS);
            report.add(
                    "ratio of the processor time, which noise spares",
                    race.limit(Http::processor) / race.ours(Http::processor),
                    Unit.RATIO);
            report.add(Figure.of("ratio, acknowledged", race.ratio(FullSpeed.Run::acknowledged), Unit.RATIO)
                    .against(Goal.atLeast(0.8)));
            report.add(Figure.of("ratio, settled meanwhile", race.ratio(FullSpeed.Run::settled), Unit.RATIO)
                    .against(Goal.atLeast(0.8)));
            report.add(Figure.of("requests that were not acknowledged", race.ours(FullSpeed.Run::refused), Unit.COUNT)
                    .against(Goal.atMost(0)));
        }
        report.end(Project.results());
        return 0;
    }

    private static double processor(FullSpeed.Run run) {
        return run.serverMicros() + run.redisMicros();
    }
}
