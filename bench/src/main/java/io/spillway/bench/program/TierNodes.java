package io.spillway.bench.program;

import io.spillway.bench.bare.BareTiers;
import io.spillway.bench.load.Api;
import io.spillway.bench.load.Connection;
import io.spillway.bench.load.TierWatch;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.SpillwayServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some nodes on one Redis that are told of alerts in turn, and how soon each of them has a tier in force. */
public final class TierNodes implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String WEBHOOK = BareTiers.WEBHOOK;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Api> apis = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<TierWatch> watches = new ArrayList<>();

    private TierNodes() {}

    /**
     * One alert.
     *
     * @param begin before it was sent, by the monotonic clock
     * @param each ns until its tier was in force, of each node; more than ten seconds where it was not
     */
    public record Engaged(long begin, List<Long> each) {

        /** Until it was on all of them, in ns. */
        public long took() {
            return each.stream().mapToLong(Long::longValue).max().orElseThrow();
        }

        public boolean isSeen() {
            return took() <= LIMIT.toNanos();
        }
    }

    /** Packaged servers. @param settings beside the nodes' names */
    public static TierNodes spillway(Path folder, int count, Map<String, String> settings, String javaOptions)
            throws Exception {
        TierNodes nodes = new TierNodes();
        try {
            BenchRedis redis = nodes.opened(BenchRedis.start());
            for (int i = 0; i < count; i++) {
                Map<String, String> own = new LinkedHashMap<>(settings);
                own.put("engine.node-name", "node-" + i);
                Path data = folder.resolve("node-" + i);
                nodes.add(nodes.opened(
                                SpillwayServer.start(new SpillwayServer.Setup(data, redis.uri(), own, javaOptions)))
                        .api());
            }
            return nodes;
        } catch (Exception e) {
            nodes.close();
            throw e;
        }
    }

    /** The least that a node can do. */
    public static TierNodes bare(Path folder, int count) throws Exception {
        TierNodes nodes = new TierNodes();
        try {
            BenchRedis redis = nodes.opened(BenchRedis.start());
            for (int i = 0; i < count; i++) {
                nodes.add(nodes.opened(BareProcess.start(folder, "bare-" + i, BareTiers.class, redis.uri()))
                        .api());
            }
            return nodes;
        } catch (Exception e) {
            nodes.close();
            throw e;
        }
    }

    private void add(Api api) throws IOException, InterruptedException {
        apis.add(api);
        watches.add(opened(TierWatch.of(api)));
        connections.add(opened(Connection.open(api.port())));
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    /** Tells one node of an alert of a task type of its own, and waits until all have its tier in force. */
    public Engaged engage(int index) throws IOException {
        int node = index % apis.size();
        byte[] request = Connection.post(apis.get(node), WEBHOOK, alert(index));
        long begin = System.nanoTime();
        send(node, request);
        List<Long> each = new ArrayList<>();
        for (TierWatch watch : watches) {
            each.add(watch.await("service:engage-" + index, LIMIT) - begin);
        }
        return new Engaged(begin, each);
    }

    /** Tells one node of an alert that it knows. */
    public void repeat(int round, int known) throws IOException {
        int node = round % apis.size();
        send(node, Connection.post(apis.get(node), WEBHOOK, alert(round % known)));
    }

    /** Switches a tier by hand. */
    public void change(int round, String type, String tier) throws IOException {
        int node = round % apis.size();
        String wish = "{\"tier\": \"%s\", \"reason\": \"warming up\", \"ttl\": \"PT2M\"}".formatted(tier);
        send(node, Connection.put(apis.get(node), "/api/v1/degradation/service:" + type, wish));
    }

    private void send(int node, byte[] request) throws IOException {
        Connection.Answer answer = connections.get(node).send(request);
        if (answer.status() != 200) {
            throw new IOException("a request was answered " + answer.status() + ": " + answer.body());
        }
    }

    private static String alert(int index) {
        return """
                {"version":"4","status":"firing","receiver":"spillway","groupKey":"{}","groupLabels":{},"alerts":[
                {"status":"firing","labels":{"alertname":"TaskErrorRateHigh","purpose":"control","tier":"L1","scope":"service",
                "service":"engage-%1$d"},"annotations":{},"startsAt":"%2$s","endsAt":"0001-01-01T00:00:00Z",
                "generatorURL":"http://127.0.0.1/","fingerprint":"%3$016x"}]}
                """.formatted(index, Instant.now(), index + 1);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }
}
