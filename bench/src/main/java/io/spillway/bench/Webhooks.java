package io.spillway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.bench.load.Api;
import io.spillway.bench.load.Connection;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Cpu;
import io.spillway.bench.machine.Heap;
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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Alerts of 50 scopes that fire and end again and again, each call durable before it is answered. */
@Command(
        name = "webhooks",
        description = "A flood of Alertmanager's calls: answers, latency, heap, and who has the last word.")
final class Webhooks implements Callable<Integer> {

    private static final int SCOPES = 50;
    private static final int SENDERS = 64;
    private static final long MIB = 1 << 20;

    @Mixin
    private Options options = new Options();

    @Option(names = "--rate", defaultValue = "1000", description = "Calls a second (1,000).")
    private double rate = 1_000;

    @Option(names = "--seconds", defaultValue = "60", description = "How long (60).")
    private int seconds = 60;

    @Option(names = "--warm-up", defaultValue = "35", description = "Seconds at the rate before it counts (35).")
    private int warmUp = 35;

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong firstDue = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong lastAnswer = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("webhooks", "rate", rate, "seconds", seconds, "warm-up", warmUp);
        Latencies answered = new Latencies();
        double took;
        double cores;
        double redisCores;
        double before;
        double after;
        long others;
        try (Scratch scratch = Scratch.create();
                BenchRedis redis = BenchRedis.start();
                SpillwayServer server = SpillwayServer.start(new SpillwayServer.Setup(
                        scratch.folder("server"),
                        redis.uri(),
                        options.settings(Map.of("degrade.l1.min-hold", "1s")),
                        options.javaOptions))) {
            report.say("warming up");
            Instant startsAt = Instant.now();
            flood(server.api(), startsAt, new FixedRate(rate, Duration.ofSeconds(warmUp), SENDERS), new Latencies());
            before = Heap.liveBytes(server.pid(), scratch.folder("before"));
            taken.set(0);
            busy.set(0);
            double cpu = Cpu.seconds(server.pid());
            double redisCpu = redis.cpuSeconds();
            firstDue.set(Long.MAX_VALUE);
            flood(
                    server.api(),
                    startsAt.plus(Duration.ofHours(1)),
                    new FixedRate(rate, Duration.ofSeconds(seconds), SENDERS),
                    answered);
            took = (lastAnswer.get() - firstDue.get()) / 1e9;
            cores = (Cpu.seconds(server.pid()) - cpu) / took;
            redisCores = (redis.cpuSeconds() - redisCpu) / took;
            after = Heap.liveBytes(server.pid(), scratch.folder("after"));
            others = lastWords(server.api(), startsAt.plus(Duration.ofHours(2)));
        }
        report.add("taken", taken.get() / took, Unit.PER_SECOND);
        report.add(Figure.of("answers", (taken.get() + busy.get()) / took, Unit.PER_SECOND)
                .against(Goal.atLeast(0.99 * rate)));
        report.add("answered 503, to be sent again", busy.get(), Unit.COUNT);
        report.add(Figure.of("answered anything else", wrong.get(), Unit.COUNT).against(Goal.atMost(0)));
        report.add("call → answer, median", answered.millisAt(50), Unit.MILLIS);
        report.add("call → answer, 99th percentile", answered.millisAt(99), Unit.MILLIS);
        report.add("processor, server", cores, Unit.CORES);
        report.add("processor, Redis", redisCores, Unit.CORES);
        report.add("live on the heap before", before / MIB, Unit.MEBIBYTES);
        report.add(Figure.of("live on the heap, grown by", (after - before) / MIB, Unit.MEBIBYTES)
                .against(Goal.atMost(32)));
        report.add(Figure.of("alerts that are not as the last call said", others, Unit.COUNT)
                .against(Goal.atMost(0)));
        report.end(Project.results());
        return 0;
    }

    private void flood(Api api, Instant startsAt, FixedRate run, Latencies answered)
            throws IOException, InterruptedException {
        run.run(() -> {
            Connection connection = Connection.open(api.port());
            return new FixedRate.Sender() {
                @Override
                public void send(FixedRate.Intended intended) throws IOException {
                    int episode = intended.index() / SCOPES;
                    String body =
                            body(intended.index() % SCOPES, startsAt.plusMillis(episode / 2 * 10L), episode % 2 != 0);
                    count(connection.send(Connection.post(api, "/api/v1/alertmanager", body)));
                    long now = System.nanoTime();
                    answered.add((now - intended.nanos()) / 1000);
                    firstDue.accumulateAndGet(intended.nanos(), Math::min);
                    lastAnswer.accumulateAndGet(now, Math::max);
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
    }

    private void count(Connection.Answer answer) {
        switch (answer.status()) {
            case 200 -> taken.incrementAndGet();
            case 503 -> busy.incrementAndGet();
            default -> wrong.incrementAndGet();
        }
    }

    /** Says of each alert once more whether it fires, and reads what is known. @return how many are not so */
    private long lastWords(Api api, Instant startsAt) throws IOException {
        try (Connection connection = Connection.open(api.port())) {
            for (int scope = 0; scope < SCOPES; scope++) {
                connection.send(Connection.post(api, "/api/v1/alertmanager", body(scope, startsAt, false)));
                if (scope % 2 != 0) {
                    connection.send(Connection.post(api, "/api/v1/alertmanager", body(scope, startsAt, true)));
                }
            }
        }
        Map<String, String> known = new HashMap<>();
        for (JsonNode alert : api.get("/api/v1/alerts").path("alerts")) {
            known.put(alert.path("fingerprint").asText(), alert.path("status").asText());
        }
        long others = 0;
        for (int scope = 0; scope < SCOPES; scope++) {
            String expected = scope % 2 == 0 ? "firing" : "resolved";
            others += expected.equals(known.get(fingerprint(scope))) ? 0 : 1;
        }
        return others;
    }

    private static String fingerprint(int scope) {
        return "%016x".formatted(scope + 1);
    }

    private static String body(int scope, Instant startsAt, boolean isOver) {
        return """
                {"version":"4","status":"%5$s","receiver":"spillway","groupKey":"{}","groupLabels":{},"alerts":[
                {"status":"%5$s","labels":{"alertname":"TaskErrorRateHigh","purpose":"control","tier":"L1","scope":"service",
                "service":"load-%1$d"},"annotations":{},"startsAt":"%2$s","endsAt":"%4$s",
                "generatorURL":"http://127.0.0.1/","fingerprint":"%3$s"}]}
                """.formatted(
                        scope,
                        startsAt,
                        fingerprint(scope),
                        isOver ? startsAt.plusMillis(5) : "0001-01-01T00:00:00Z",
                        isOver ? "resolved" : "firing");
    }
}
