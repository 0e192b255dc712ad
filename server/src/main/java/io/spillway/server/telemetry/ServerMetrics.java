package io.spillway.server.telemetry;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The series of the server itself: its build, its HTTP routes, its scripts in Redis. */
public final class ServerMetrics {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

    private final Histogram httpRequests;
    private final Histogram scripts;
    private final Gauge violations;
    private final Counter walks;
    private final Gauge corePath;
    private final Gauge streams;
    private final Counter droppedStreams;

    ServerMetrics(CollectorRegistry registry, String version) {
        httpRequests = Histogram.build("spillway_http_request_duration_seconds", "Time to answer an HTTP request.")
                .labelNames("route", "method", "status")
                .buckets(Metrics.LATENCY_BOUNDS)
                .withoutExemplars()
                .register(registry);
        scripts = Histogram.build("spillway_redis_script_seconds", "Round trip of a script in Redis.")
                .labelNames("script")
                .exponentialBuckets(0.000_1, 2, 13)
                .withoutExemplars()
                .register(registry);
        violations = Gauge.build(
                        "spillway_invariant_violations", "Tasks that the last check found where they must not be.")
                .labelNames("kind")
                .register(registry);
        walks = Counter.build(
                        "spillway_invariant_walks_total", "Checks of the queue that went over all tasks to the end.")
                .register(registry);
        streams = Gauge.build("spillway_event_streams", "Clients of this node that follow events.")
                .labelNames("kind")
                .register(registry);
        droppedStreams = Counter.build(
                        "spillway_event_streams_dropped_total",
                        "Clients that were dropped because they read too slowly.")
                .labelNames("kind")
                .withoutExemplars()
                .register(registry);
        for (String kind : new String[] {"board", "tasks"}) {
            streams.labels(kind);
            droppedStreams.labels(kind);
        }
        corePath = Gauge.build("spillway_core_path", "1 for each task type on the core path.")
                .labelNames("type")
                .register(registry);
        Gauge.build("spillway_cpu_cores", "Processors that the server may use.")
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return Runtime.getRuntime().availableProcessors();
                    }
                })
                .register(registry);
        Info.build("spillway_build", "Which server this is.")
                .register(registry)
                .info("version", version, "java", Runtime.version().toString());
    }

    /** Makes the series of a route, at zero, for the answers that alerts look at. */
    public void registerRoute(String route, String method) {
        for (String status : new String[] {"200", "500", "503"}) {
            httpRequests.labels(route, method, status);
        }
    }

    /** @param route as it was declared, never the path of the request; {@code unmatched} where none matched */
    public void httpRequest(String route, String method, int status, Duration took) {
        String known = METHODS.contains(method) ? method : "OTHER";
        httpRequests.labels(route, known, Integer.toString(status)).observe(Metrics.seconds(took));
    }

    /** @param kind {@code board} or {@code tasks}; @param more negative for fewer */
    public void streams(String kind, int more) {
        streams.labels(kind).inc(more);
    }

    public void streamDropped(String kind) {
        droppedStreams.labels(kind).inc();
    }

    public void scriptTook(String script, Duration took) {
        scripts.labels(script).observe(Metrics.seconds(took));
    }

    /**
     * Shows what a check of the queue found that has come to its end.
     *
     * @param counts by one word of a closed set; zero where nothing is wrong
     */
    public void walked(Map<String, Long> counts) {
        counts.forEach((kind, count) -> violations.labels(kind).set(count));
        walks.inc();
    }

    /* Types off the path have no series, so that a rule can join with this one as it is. */
    void corePath(String type, boolean core) {
        if (core) {
            corePath.labels(type).set(1);
        } else {
            corePath.remove(type);
        }
    }
}
