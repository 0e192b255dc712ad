package io.spillway.bench;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.exporter.common.TextFormat;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.load.Series;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.machine.SpillwayServer;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A server with many task types, scraped as Prometheus does it. */
@Command(name = "scrape", description = "A scrape of 10,000 series.")
final class Scrape implements Callable<Integer> {

    private static final int SCRAPES = 100;
    private static final String ACCEPT =
            "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    @Mixin
    private Options options = new Options();

    @Option(
            names = "--types",
            defaultValue = "106",
            description = "How many task types there are beside the others (106).")
    private int types = 106;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("scrape", "types", types);
        try (Scratch scratch = Scratch.create();
                BenchRedis redis = BenchRedis.start()) {
            Path folder = scratch.folder("server");
            PluginJar.drop(folder.resolve("plugins"));
            try (SpillwayServer server = SpillwayServer.start(new SpillwayServer.Setup(
                            folder,
                            redis.uri(),
                            options.settings(Map.of("plugins.config.bench.idle-types", "" + types)),
                            options.javaOptions));
                    HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.api().port() + "/metrics"))
                        .header("Authorization", "Bearer " + server.api().token())
                        .header("Accept", ACCEPT)
                        .build();
                double first = once(client, request) / 1000.0;
                for (int i = 0; i < SCRAPES; i++) {
                    once(client, request);
                }
                Latencies latencies = new Latencies();
                for (int i = 0; i < SCRAPES; i++) {
                    latencies.add(once(client, request));
                }
                long series = new Series(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .count();
                report.add("series", series, Unit.COUNT);
                report.add("the first scrape", first, Unit.MILLIS);
                report.add(Figure.of("warm, median", latencies.millisAt(50), Unit.MILLIS)
                        .against(Goal.atMost(50)));
                report.add("warm, 99th percentile", latencies.millisAt(99), Unit.MILLIS);
                report.add("simpleclient alone, as many series, warm, median", bare((int) series), Unit.MILLIS);
            }
        }
        report.end(Project.results());
        return 0;
    }

    /** @return microseconds */
    private static long once(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("a scrape was answered " + answer.statusCode());
        }
        return (System.nanoTime() - begin) / 1000;
    }

    private static double bare(int series) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        // A counter has two samples: itself and when it was made.
        Counter counter = Counter.build("bench_things_total", "Things.")
                .labelNames("type", "outcome")
                .register(registry);
        for (int i = 0; i < series / 2; i++) {
            counter.labels("bench-idle-" + i, "succeeded").inc();
        }
        Latencies latencies = new Latencies();
        for (int i = 0; i < 2 * SCRAPES; i++) {
            long begin = System.nanoTime();
            TextFormat.writeOpenMetrics100(new StringWriter(), registry.metricFamilySamples());
            if (i >= SCRAPES) {
                latencies.add((System.nanoTime() - begin) / 1000);
            }
        }
        return latencies.millisAt(50);
    }
}
