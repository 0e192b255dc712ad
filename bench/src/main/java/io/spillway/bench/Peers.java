package io.spillway.bench;

import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Child;
import io.spillway.bench.machine.Project;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The engine beside BullMQ, on the same Redis in turn. Nothing else in the project needs Node. */
@Command(name = "peers", description = "End to end beside BullMQ; needs node and npm, and installs it.")
final class Peers implements Callable<Integer> {

    private static final String BULLMQ = "bullmq@6.7.0";
    private static final String CLIENT = "ioredis@5";
    private static final Pattern RATE = Pattern.compile("jobs per second ([0-9.]+)");

    @Mixin
    private Options options = new Options();

    @Option(names = "--tasks", defaultValue = "50000", description = "How many tasks a run (50,000).")
    private int tasks = 50_000;

    private final Path folder = Project.root().resolve("bench/target/peers");

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("peers", "tasks", tasks, "peer", BULLMQ);
        install();
        List<Double> theirs = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (BenchRedis redis = BenchRedis.start()) {
            report.say("warming up");
            spillway(redis);
            for (int i = 0; i < options.pairs; i++) {
                theirs.add(bullmq(redis));
                ours.add(spillway(redis));
                ratios.add(ours.getLast() / theirs.getLast());
                report.say("BullMQ %,.0f/s, spillway %,.0f/s", theirs.getLast(), ours.getLast());
            }
        }
        report.add("BullMQ", Median.of(theirs), Unit.PER_SECOND);
        report.add("spillway engine", Median.of(ours), Unit.PER_SECOND);
        report.add(Figure.of("ratio", Median.of(ratios), Unit.RATIO).against(Goal.atLeast(4)));
        report.end(Project.results());
        return 0;
    }

    private void install() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.copy(
                Project.root().resolve("bench/peers/bullmq.mjs"),
                folder.resolve("bullmq.mjs"),
                StandardCopyOption.REPLACE_EXISTING);
        run(
                Duration.ofMinutes(3),
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                folder.toString(),
                BULLMQ,
                CLIENT);
    }

    private double spillway(BenchRedis redis) throws Exception {
        redis.empty();
        long begin = System.nanoTime();
        new SpillwayEngine(redis).run(tasks);
        return tasks / ((System.nanoTime() - begin) / 1e9);
    }

    private double bullmq(BenchRedis redis) throws IOException, InterruptedException {
        redis.empty();
        String said = run(
                Duration.ofMinutes(3),
                "node",
                folder.resolve("bullmq.mjs").toString(),
                Integer.toString(redis.uri().getPort()),
                Integer.toString(tasks));
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IOException("BullMQ said: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    private String run(Duration limit, String... command) throws IOException, InterruptedException {
        try (Child child = Child.start(folder.resolve("log"), List.of(command), Map.of())) {
            return child.output(limit);
        }
    }
}
