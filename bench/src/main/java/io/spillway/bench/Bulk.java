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

/** Many tasks a request, over HTTP, as fast as it goes. */
@Command(name = "bulk", description = "50 tasks a POST from 64 connections, beside the bare whole path.")
final class Bulk implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Option(names = "--size", defaultValue = "50", description = "Tasks a POST (50).")
    private int size = 50;

    @Option(names = "--seconds", defaultValue = "6", description = "How long a run lasts (6).")
    private int seconds = 6;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds of load before it counts, each (15).")
    private int warmUp = 15;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("bulk", "size", size, "seconds", seconds, "warm-up", warmUp);
        try (Scratch scratch = Scratch.create();
                Program bare = BareProgram.start(scratch.folder("bare"), "pool");
                Program spillway = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions)) {
            FullSpeed speed = new FullSpeed(new Wrk(scratch.path()), size);
            report.say("warming up");
            speed.measure(bare, Duration.ofSeconds(warmUp));
            speed.measure(spillway, Duration.ofSeconds(warmUp));
            Race race = new Race(report, speed);
            race.run(bare, spillway, options.pairs, Duration.ofSeconds(seconds));
            race.add("acknowledged", FullSpeed.Run::acknowledged, Unit.PER_SECOND);
            race.add("settled meanwhile", FullSpeed.Run::settled, Unit.PER_SECOND);
            race.add("until all are settled", run -> whole(run), Unit.PER_SECOND);
            race.add("server's processor time per task", FullSpeed.Run::serverMicros, Unit.MICROS);
            race.add("Redis's processor time per task", FullSpeed.Run::redisMicros, Unit.MICROS);
            report.add(Figure.of(
                            "settled, from the first POST to the last end",
                            race.ours(run -> whole(run)),
                            Unit.PER_SECOND)
                    .against(Goal.atLeast(20_000)));
            report.add(Figure.of("the same, beside bare", race.ratio(run -> whole(run)), Unit.RATIO));
            report.add(Figure.of("server's processor time", race.ours(FullSpeed.Run::serverMicros), Unit.MICROS)
                    .against(Goal.atMost(40)));
            report.add(Figure.of("Redis's processor time", race.ours(FullSpeed.Run::redisMicros), Unit.MICROS)
                    .against(Goal.atMost(28)));
        }
        report.end(Project.results());
        return 0;
    }

    /** Tasks a second over the requests and the time that the rest took. */
    private double whole(FullSpeed.Run run) {
        return run.acknowledged() * seconds / (seconds + run.drain());
    }
}
