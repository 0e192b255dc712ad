package io.spillway.bench;

import io.spillway.bench.load.Connection;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.Program;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A calm rate, a surge, and nothing: how the pool follows, seen by the gauge of its limit ten times a second. */
@Command(name = "surge", description = "500 → 6,000 tasks/s that wait 20 ms: how the pool grows and shrinks.")
final class Surge implements Callable<Integer> {

    private static final int BATCH = 20;
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

    private final AtomicLong taken = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("surge", "calm", calm, "rate", rate, "idle", idle);
        try (Scratch scratch = Scratch.create();
                SpillwayProgram program = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions)) {
            try (PoolWatch watch = PoolWatch.start(program.api())) {
                report.say("warming up, and until the pool is at rest again");
                offer(program, rate / 2, 15);
                watch.awaitRest(Duration.ofSeconds(idle).plus(AFTER_IDLE));
                report.say("calm, with a limit of %.0f workers", watch.last().limit());
                offer(program, calm, 20);
                report.say("surge");
                long before = taken.get();
                long begin = System.nanoTime();
                offer(program, rate, seconds);
                long end = System.nanoTime();
                report.say("over");
                double accepted = taken.get() - before;
                watch.awaitRest(Duration.ofSeconds(idle).plus(AFTER_IDLE));
                show(report, watch, begin, end, accepted);
            }
        }
        report.end(Project.results());
        return 0;
    }

    private void show(Report report, PoolWatch watch, long begin, long end, double accepted) {
        double need = Math.ceil(rate * HANDLER_SECONDS);
        double offered = rate * seconds;
        double settled = watch.at(end).succeeded() - watch.at(begin).succeeded();
        long idleSince = watch.idleSince(end) + Duration.ofSeconds(idle).toNanos();
        report.add("limit before the surge", watch.at(begin).limit(), Unit.COUNT);
        report.add("limit that is needed, rate × 20 ms", need, Unit.COUNT);
        report.add("highest limit", watch.highest(begin, PoolWatch.Sample::limit), Unit.COUNT);
        report.add("limit at the end", watch.last().limit(), Unit.COUNT);
        report.add(Figure.of("surge → as many workers as are needed", watch.grown(begin, need), Unit.SECONDS)
                .against(Goal.atMost(1.4))
                .beside("R9: 1.4 s"));
        report.add("surge → settling 99 % of the rate, over a second", watch.settles(begin, rate * 0.99), Unit.SECONDS);
        report.add(Figure.of("idle for %d s → shrunk".formatted(idle), watch.shrunk(end, idleSince), Unit.SECONDS)
                .against(Goal.atMost(4.1))
                .beside("R9: 4.1 s"));
        report.add(
                Figure.of("lost in the surge: offered, not settled in it", 100 * (1 - settled / offered), Unit.PERCENT)
                        .against(Goal.atMost(1.2))
                        .beside("R9: 1.2 %"));
        report.add("offered, not taken (slowed or refused)", 100 * (1 - accepted / offered), Unit.PERCENT);
        report.add("longest queue", watch.highest(begin, PoolWatch.Sample::queued), Unit.COUNT);
        if (watch.isConstant()) {
            report.say("the limit never moved: this pool does not adapt, and there is nothing to grow or to shrink");
        }
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
