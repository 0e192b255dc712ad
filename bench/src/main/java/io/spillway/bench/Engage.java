package io.spillway.bench;

import io.spillway.bench.load.Api;
import io.spillway.bench.load.Connection;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.load.TierWatch;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.MemoryMonitor;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.machine.SpillwayServer;
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

/** Three nodes on one Redis. Each alert, of a task type of its own, goes to one of them; each of them says when its tier is in force. */
@Command(name = "engage", description = "Webhook received → tier in force, on each of three nodes.")
final class Engage implements Callable<Integer> {

    private static final int NODES = 3;
    /** The engine keeps no more than 200 scopes. */
    private static final int MAX_ALERTS = 190;

    /** Switches by hand are for types that there are. */
    private static final List<String> TYPES = List.of("stock-deduct", "coupon-redeem", "http-request", "probe-sleep");

    private static final Duration GOAL = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** One alert. @param begin by the monotonic clock @param took ns until its tier was in force on all nodes */
    private record Engaged(long begin, long took) {}

    @Mixin
    private Options options = new Options();

    @Option(names = "--alerts", defaultValue = "150", description = "How many alerts count, of at most 160 (150).")
    private int alerts = 150;

    @Option(names = "--warm-up", defaultValue = "30", description = "How many come before them (30).")
    private int warmUp = 30;

    @Option(
            names = "--rounds",
            defaultValue = "5000",
            description = "How many switches by hand and repeated alerts warm the servers up before that (5000).")
    private int rounds = 5000;

    @Override
    public Integer call() throws Exception {
        int all = Math.min(MAX_ALERTS, alerts + warmUp);
        Report report = options.begin("engage", "alerts", all - warmUp, "warm-up", warmUp, "rounds", rounds);
        Latencies last = new Latencies();
        Latencies undisturbed = new Latencies();
        List<Engaged> engaged = new ArrayList<>();
        Latencies each = new Latencies();
        long unseen = 0;
        List<AutoCloseable> open = new ArrayList<>();
        try (Scratch scratch = Scratch.create();
                BenchRedis redis = BenchRedis.start();
                MemoryMonitor monitor = MemoryMonitor.watch()) {
            try {
                List<SpillwayServer> nodes = new ArrayList<>();
                List<TierWatch> watches = new ArrayList<>();
                List<Connection> connections = new ArrayList<>();
                for (int i = 0; i < NODES; i++) {
                    nodes.add(opened(open, node(scratch, redis, "node-" + i)));
                    watches.add(opened(open, TierWatch.of(nodes.get(i).api())));
                    connections.add(
                            opened(open, Connection.open(nodes.get(i).api().port())));
                }
                warmUp(nodes, connections);
                report.say("warmed up");
                for (int i = 0; i < all; i++) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                    int node = i % NODES;
                    String scope = "service:engage-" + i;
                    byte[] request = Connection.post(nodes.get(node).api(), "/api/v1/alertmanager", body(i));
                    long begin = System.nanoTime();
                    send(connections.get(node), request);
                    long latest = 0;
                    for (TierWatch watch : watches) {
                        long took = watch.await(scope, LIMIT) - begin;
                        latest = Math.max(latest, took);
                        if (i >= warmUp) {
                            each.add(took / 1000);
                        }
                    }
                    if (i >= warmUp) {
                        last.add(latest / 1000);
                        engaged.add(new Engaged(begin, latest));
                        unseen += latest > LIMIT.toNanos() ? 1 : 0;
                    }
                }
                engaged.stream()
                        .filter(alert -> !monitor.pauses().mayDisturb(alert.begin(), GOAL))
                        .forEach(alert -> undisturbed.add(alert.took() / 1000));
                report.say("%d engaged, %d of those that count undisturbed", all, undisturbed.count());
            } finally {
                for (AutoCloseable part : open.reversed()) {
                    part.close();
                }
            }
        }
        report.add("in force on one node, median", each.millisAt(50), Unit.MILLIS);
        report.add("in force on one node, 99th percentile", each.millisAt(99), Unit.MILLIS);
        report.add("in force on all three, median", last.millisAt(50), Unit.MILLIS);
        report.add(Figure.of("in force on all three, 99th percentile", last.millisAt(99), Unit.MILLIS)
                .against(Goal.atMost(GOAL.toMillis())));
        report.add(Figure.of("… undisturbed, 99th percentile", undisturbed.millisAt(99), Unit.MILLIS)
                .against(Goal.atMost(GOAL.toMillis())));
        report.add("… undisturbed, alerts", undisturbed.count(), Unit.COUNT);
        report.add("in force on all three, the latest", last.maxMillis(), Unit.MILLIS);
        report.add(Figure.of("not in force everywhere within 10 s", unseen, Unit.COUNT)
                .against(Goal.atMost(0)));
        report.end(Project.results());
        return 0;
    }

    private static <T extends AutoCloseable> T opened(List<AutoCloseable> open, T part) {
        open.add(part);
        return part;
    }

    private SpillwayServer node(Scratch scratch, BenchRedis redis, String name)
            throws IOException, InterruptedException {
        return SpillwayServer.start(new SpillwayServer.Setup(
                scratch.folder(name),
                redis.uri(),
                options.settings(Map.of("engine.node-name", name)),
                options.javaOptions));
    }

    /** Alerts that repeat themselves, and switches by hand: the paths of an engagement, without using up the scopes there may be. */
    private void warmUp(List<SpillwayServer> nodes, List<Connection> connections) throws IOException {
        for (int i = 0; i < rounds; i++) {
            int node = i % NODES;
            Api api = nodes.get(node).api();
            send(connections.get(node), Connection.post(api, "/api/v1/alertmanager", body(i % TYPES.size())));
            String tier = i / TYPES.size() % 2 == 0 ? "L1" : "L2";
            String wish = "{\"tier\": \"%s\", \"reason\": \"warming up\", \"ttl\": \"PT2M\"}".formatted(tier);
            send(
                    connections.get(node),
                    Connection.put(api, "/api/v1/degradation/service:" + TYPES.get(i % TYPES.size()), wish));
        }
    }

    private static void send(Connection connection, byte[] request) throws IOException {
        Connection.Answer answer = connection.send(request);
        if (answer.status() != 200) {
            throw new IOException("a request was answered " + answer.status() + ": " + answer.body());
        }
    }

    private static String body(int index) {
        return """
                {"version":"4","status":"firing","receiver":"spillway","groupKey":"{}","groupLabels":{},"alerts":[
                {"status":"firing","labels":{"alertname":"TaskErrorRateHigh","purpose":"control","tier":"L1","scope":"service",
                "service":"engage-%1$d"},"annotations":{},"startsAt":"%2$s","endsAt":"0001-01-01T00:00:00Z",
                "generatorURL":"http://127.0.0.1/","fingerprint":"%3$016x"}]}
                """.formatted(index, Instant.now(), index + 1);
    }
}
