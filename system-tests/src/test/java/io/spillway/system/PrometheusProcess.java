package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Prometheus. */
final class PrometheusProcess implements AutoCloseable {

    private final Child child;
    private final Api api;

    private PrometheusProcess(Child child, Api api) {
        this.child = child;
        this.api = api;
    }

    static PrometheusProcess start(Path folder, Path configuration) {
        /* It learns of its Alertmanagers only after its start; what fires before is sent again after this. */
        return start(folder, configuration, Duration.ofSeconds(5));
    }

    /**
     * On the same folder again, it goes on with what it had stored.
     *
     * @param resend how often it repeats what fires; Alertmanager takes what it has not heard of for four times as long
     *     for resolved
     */
    static PrometheusProcess start(Path folder, Path configuration, Duration resend) {
        int port = Child.freePort();
        List<String> command = List.of(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.external-url=http://127.0.0.1:" + port,
                "--enable-feature=exemplar-storage",
                "--rules.alert.resend-delay=" + resend.toSeconds() + "s");
        Child child = Child.start(folder, "prometheus", command, Map.of());
        PrometheusProcess prometheus = new PrometheusProcess(child, new Api(port, ""));
        child.await("Prometheus", () -> prometheus.api.answers("/-/ready", 200));
        return prometheus;
    }

    /** The value of an expression with one result, or empty. */
    Optional<Double> value(String expression) {
        JsonNode result = api.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
        return result.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Double.parseDouble(result.path(0).path("value").path(1).asText()));
    }

    boolean isTrue(String expression) {
        return value(expression).isPresent();
    }

    /** When the newest sample of a series was scraped, once it is above zero. */
    Optional<Instant> scrapedAboveZero(String series) {
        return value("max(timestamp(" + series + ") and " + series + " > 0)")
                .map(seconds -> Instant.ofEpochMilli((long) (seconds * 1000)));
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        child.kill();
    }

    String said() {
        return child.said();
    }

    @Override
    public void close() {
        child.close();
    }
}
