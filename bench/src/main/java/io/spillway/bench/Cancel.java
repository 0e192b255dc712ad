package io.spillway.bench;

import io.spillway.bench.load.Api;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.machine.SpillwayServer;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two nodes on one Redis. Each task is canceled through one of them, whichever runs it; its handler writes down when it was told. */
@Command(name = "cancel", description = "Cancel → handler told, through any of two nodes.")
final class Cancel implements Callable<Integer> {

    private static final int WAVE = 50;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Mixin
    private Options options = new Options();

    @Option(names = "--waves", defaultValue = "8", description = "How many times 50 tasks are run and canceled (8).")
    private int waves = 8;

    private final Map<String, Long> asked = new HashMap<>();
    private final Map<String, Boolean> elsewhere = new HashMap<>();

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("cancel", "waves", waves);
        Latencies all = new Latencies();
        Latencies other = new Latencies();
        try (Scratch scratch = Scratch.create();
                BenchRedis redis = BenchRedis.start()) {
            Path told = scratch.path().resolve("told");
            try (SpillwayServer a = node(scratch, redis, told, "a");
                    SpillwayServer b = node(scratch, redis, told, "b")) {
                for (int wave = 0; wave < waves; wave++) {
                    wave(List.of(a.api(), b.api()));
                    report.say("%d canceled", asked.size());
                }
                Map<String, Long> ends = ends(told);
                asked.forEach((id, begin) -> {
                    long took = ends.getOrDefault(id, begin + LIMIT.toMillis() * 1000) - begin;
                    all.add(took);
                    if (elsewhere.getOrDefault(id, false)) {
                        other.add(took);
                    }
                });
            }
        }
        report.add("canceled", all.count(), Unit.COUNT);
        report.add("of these through the node that did not run it", other.count(), Unit.COUNT);
        report.add("told after, median", all.millisAt(50), Unit.MILLIS);
        report.add(Figure.of("told after, 99th percentile", all.millisAt(99), Unit.MILLIS)
                .against(Goal.atMost(500)));
        report.add("told after, the latest", all.maxMillis(), Unit.MILLIS);
        report.add("through the other node, 99th percentile", other.millisAt(99), Unit.MILLIS);
        report.end(Project.results());
        return 0;
    }

    private SpillwayServer node(Scratch scratch, BenchRedis redis, Path told, String name)
            throws IOException, InterruptedException {
        Path folder = scratch.folder(name);
        PluginJar.drop(folder.resolve("plugins"));
        return SpillwayServer.start(new SpillwayServer.Setup(
                folder,
                redis.uri(),
                options.settings(Map.of("engine.node-name", name, "plugins.config.bench.told", told.toString())),
                options.javaOptions));
    }

    private void wave(List<Api> nodes) throws IOException {
        List<String> ids;
        try (Feed feed = new Feed(nodes.getFirst())) {
            ids = feed.submit("{\"type\":\"bench-told\",\"payload\":{\"text\":\"\"}}", WAVE);
        }
        for (int i = 0; i < ids.size(); i++) {
            String path = "/api/v1/tasks/" + ids.get(i);
            String runs = awaitNode(nodes.getFirst(), path);
            elsewhere.put(ids.get(i), !runs.equals(i % 2 == 0 ? "a" : "b"));
        }
        for (int i = 0; i < ids.size(); i++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            asked.put(ids.get(i), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
            nodes.get(i % 2).post("/api/v1/tasks/" + ids.get(i) + "/cancel", "{}");
        }
    }

    private static String awaitNode(Api api, String path) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < until) {
            var task = api.get(path);
            if (task.path("state").asText().equalsIgnoreCase("running")) {
                return task.path("node").asText();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new IOException(path + " does not run");
    }

    /** Reads what was written, once it is complete. */
    private Map<String, Long> ends(Path told) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (Files.readAllLines(told).size() < asked.size() && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        Map<String, Long> ends = new HashMap<>();
        for (String line : Files.readAllLines(told)) {
            String[] parts = line.split(" ", 2);
            ends.put(parts[0], Long.parseLong(parts[1]));
        }
        return ends;
    }
}
