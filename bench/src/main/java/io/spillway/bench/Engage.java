package io.spillway.bench;

import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.MemoryMonitor;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.TierNodes;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Three nodes on one Redis, and three that do the least that can be done, on another. Each alert, of a task type of its own, goes to one
 * of them; each of them says when its tier is in force.
 */
@Command(name = "engage", description = "Webhook received → tier in force, on each of three nodes, beside the least.")
final class Engage implements Callable<Integer> {

    private static final int NODES = 3;
    /** The engine keeps no more than 200 scopes. */
    private static final int MAX_ALERTS = 190;

    /** Switches by hand are for types that there are. */
    private static final List<String> TYPES = List.of("stock-deduct", "coupon-redeem", "http-request", "probe-sleep");

    private static final Duration GOAL = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Mixin
    private Options options = new Options();

    @Option(names = "--alerts", defaultValue = "150", description = "How many alerts count, of at most 160 (150).")
    private int alerts = 150;

    @Option(names = "--warm-up", defaultValue = "30", description = "How many come before them (30).")
    private int warmUp = 30;

    @Option(
            names = "--rounds",
            defaultValue = "5000",
            description = "How many switches by hand and repeated alerts warm the servers up between (5000).")
    private int rounds = 5000;

    @Override
    public Integer call() throws Exception {
        int all = Math.min(MAX_ALERTS, alerts + warmUp);
        Report report = options.begin("engage", "alerts", all - warmUp, "warm-up", warmUp, "rounds", rounds);
        List<TierNodes.Engaged> own = new ArrayList<>();
        List<TierNodes.Engaged> least = new ArrayList<>();
        try (Scratch scratch = Scratch.create();
                MemoryMonitor monitor = MemoryMonitor.watch();
                TierNodes bare = TierNodes.bare(scratch.folder("bare"), NODES);
                TierNodes spillway = TierNodes.spillway(
                        scratch.folder("spillway"), NODES, options.settings(Map.of()), options.javaOptions)) {
            for (int i = 0; i < all; i++) {
                if (i == warmUp) {
                    warmUp(spillway, bare);
                    report.say("warmed up");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
                own.add(spillway.engage(i));
                LockSupport.parkNanos(PAUSE.toNanos());
                least.add(bare.engage(i));
            }
            report.say("%d engaged", all);
            double bareTail = report(report, "bare", least.subList(warmUp, all), monitor);
            double tail = report(report, "spillway", own.subList(warmUp, all), monitor);
            report.add("99th percentile, times the bare one", tail / bareTail, Unit.RATIO);
        }
        report.end(Project.results());
        return 0;
    }

    /**
     * Alerts that repeat themselves, and switches by hand: the paths of an engagement, without using up the scopes there may be. After
     * the first alerts, since what loops over the scopes in force is otherwise compiled while it is measured.
     */
    private void warmUp(TierNodes spillway, TierNodes bare) throws IOException {
        for (int i = 0; i < rounds; i++) {
            if (warmUp > 0) {
                spillway.repeat(i, warmUp);
                bare.repeat(i, warmUp);
            }
            String tier = i / TYPES.size() % 2 == 0 ? "L1" : "L2";
            spillway.change(i, TYPES.get(i % TYPES.size()), tier);
        }
    }

    /** The 99th percentile on all nodes, in ms. */
    private static double report(Report report, String name, List<TierNodes.Engaged> engaged, MemoryMonitor monitor) {
        Latencies each = new Latencies();
        Latencies last = new Latencies();
        Latencies undisturbed = new Latencies();
        for (TierNodes.Engaged alert : engaged) {
            alert.each().forEach(took -> each.add(took / 1000));
            last.add(alert.took() / 1000);
            if (!monitor.pauses().mayDisturb(alert.begin(), GOAL)) {
                undisturbed.add(alert.took() / 1000);
            }
        }
        boolean own = name.equals("spillway");
        Goal goal = Goal.atMost(GOAL.toMillis());
        report.add(name + ": in force on one node, median", each.millisAt(50), Unit.MILLIS);
        report.add(name + ": in force on one node, 99th percentile", each.millisAt(99), Unit.MILLIS);
        report.add(name + ": in force on all three, median", last.millisAt(50), Unit.MILLIS);
        report.add(against(
                Figure.of(name + ": in force on all three, 99th percentile", last.millisAt(99), Unit.MILLIS),
                own,
                goal));
        report.add(against(
                Figure.of(name + ": … undisturbed, 99th percentile", undisturbed.millisAt(99), Unit.MILLIS),
                own,
                goal));
        report.add(name + ": … undisturbed, alerts", undisturbed.count(), Unit.COUNT);
        report.add(name + ": in force on all three, the latest", last.maxMillis(), Unit.MILLIS);
        long unseen = engaged.stream().filter(alert -> !alert.isSeen()).count();
        report.add(Figure.of(name + ": not in force everywhere within 10 s", unseen, Unit.COUNT)
                .against(Goal.atMost(0)));
        return last.millisAt(99);
    }

    private static Figure against(Figure figure, boolean own, Goal goal) {
        return own ? figure.against(goal) : figure;
    }
}
