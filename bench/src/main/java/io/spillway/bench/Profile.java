package io.spillway.bench;

import io.spillway.bench.load.Wrk;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redis.clients.jedis.Jedis;

/** Where the server's processor time goes while it is under load: JDK Flight Recorder's samples by area, and Redis's commands. */
@Command(name = "profile", description = "Hot spots of the server under the load of http (or bulk with --size 50).")
final class Profile implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Option(names = "--size", defaultValue = "1", description = "Tasks a POST (1).")
    private int size = 1;

    @Option(names = "--seconds", defaultValue = "30", description = "How long the load is profiled (30).")
    private int seconds = 30;

    @Option(names = "--warm-up", defaultValue = "35", description = "Seconds of load before (35).")
    private int warmUp = 35;

    @Option(names = "--recording", description = "Where to keep the recording (bench/target/profile.jfr).")
    private Path recording = Project.root().resolve("bench/target/profile.jfr");

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("profile", "size", size);
        Files.deleteIfExists(recording);
        String jfr =
                " -XX:FlightRecorderOptions:stackdepth=128 -XX:StartFlightRecording:jdk.CPUTimeSample#enabled=true,"
                        + "jdk.CPUTimeSample#throttle=5ms,delay=" + (warmUp + 5) + "s,dumponexit=true,filename="
                        + recording;
        try (Scratch scratch = Scratch.create();
                SpillwayProgram program = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions + jfr)) {
            FullSpeed speed = new FullSpeed(new Wrk(scratch.path()), size);
            report.say("warming up");
            speed.measure(program, Duration.ofSeconds(warmUp));
            try (Jedis jedis = program.redis().connect()) {
                jedis.configResetStat();
                FullSpeed.Run run = speed.measure(program, Duration.ofSeconds(seconds));
                report.add("acknowledged", run.acknowledged(), Unit.PER_SECOND);
                report.add("settled meanwhile", run.settled(), Unit.PER_SECOND);
                report.add("server's processor time per task", run.serverMicros(), Unit.MICROS);
                report.add("Redis's processor time per task", run.redisMicros(), Unit.MICROS);
                System.out.println(jedis.info("commandstats"));
            }
        }
        HotSpots.read(recording).print();
        report.end(Project.results());
        return 0;
    }
}
