package io.spillway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.bench.load.Latencies;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Delayed tasks, all pending at the same time, due evenly over a while: how late each begins, by the clock that it was set by. */
@Command(name = "timers", description = "10,000 pending timers: how late each fires.")
final class Timers implements Callable<Integer> {

    private static final int BATCH = 500;

    @Mixin
    private Options options = new Options();

    @Option(names = "--timers", defaultValue = "10000", description = "How many (10,000).")
    private int timers = 10_000;

    @Option(names = "--over", defaultValue = "20", description = "Seconds over which they come due (20).")
    private int over = 20;

    @Option(names = "--lead", defaultValue = "15", description = "Seconds before the first one is due (15).")
    private int lead = 15;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("timers", "timers", timers, "over", over);
        Latencies late = new Latencies();
        int early = 0;
        try (Scratch scratch = Scratch.create();
                SpillwayProgram program = SpillwayProgram.start(
                        scratch.folder("server"), options.settings(Map.of()), options.javaOptions)) {
            warmUp(program);
            List<String> ids = set(program);
            report.say("%,d timers are pending", ids.size());
            LockSupport.parkNanos(Duration.ofSeconds(lead).toNanos());
            awaitAll(program);
            for (String id : ids) {
                JsonNode task = program.api().get("/api/v1/tasks/" + id);
                long micros = Duration.between(at(task, "dueAt"), at(task, "startedAt"))
                                .toNanos()
                        / 1000;
                early += micros < 0 ? 1 : 0;
                late.add(micros);
            }
        }
        report.add("late, median", late.millisAt(50), Unit.MILLIS);
        report.add("late, 99th percentile", late.millisAt(99), Unit.MILLIS);
        report.add(Figure.of("late, the latest", late.maxMillis(), Unit.MILLIS).against(Goal.atMost(50)));
        report.add(Figure.of("more than 50 ms late", late.countAboveMillis(50), Unit.COUNT)
                .against(Goal.atMost(0)));
        report.add(Figure.of("too early", early, Unit.COUNT).against(Goal.atMost(0)));
        report.end(Project.results());
        return 0;
    }

    /** No-ops, so that the first timers do not meet cold code. */
    private static void warmUp(SpillwayProgram program) throws IOException {
        try (Feed feed = new Feed(program.api())) {
            feed.submit(Program.NOOP, 30_000);
        }
        awaitAll(program);
    }

    private List<String> set(SpillwayProgram program) throws IOException {
        List<String> ids = new ArrayList<>();
        long begin = System.nanoTime();
        try (Feed feed = new Feed(program.api())) {
            for (int i = 0; i < timers; i += BATCH) {
                List<String> tasks = new ArrayList<>();
                for (int each = i; each < Math.min(timers, i + BATCH); each++) {
                    // Spread over the batches, so that each batch's timers come due over the whole time.
                    double place = (each * 7919L % timers) / (double) timers;
                    long gone = (System.nanoTime() - begin) / 1_000_000;
                    long delay = (long) (lead * 1000 - gone + place * over * 1000);
                    tasks.add(
                            "{\"type\":\"probe-noop\",\"payload\":{},\"delay\":\"" + Duration.ofMillis(delay) + "\"}");
                }
                ids.addAll(feed.submit("{\"tasks\":[" + String.join(",", tasks) + "]}"));
            }
        }
        return ids;
    }

    private static void awaitAll(SpillwayProgram program) throws IOException {
        while (program.settled() < program.accepted()) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static Instant at(JsonNode task, String field) {
        return Instant.parse(task.path(field).asText());
    }
}
