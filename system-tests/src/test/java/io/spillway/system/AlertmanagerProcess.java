package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Alertmanager. */
final class AlertmanagerProcess implements AutoCloseable {

    private final Child child;
    private final Api api;

    private AlertmanagerProcess(Child child, Api api) {
        this.child = child;
        this.api = api;
    }

    static AlertmanagerProcess start(Path folder, Path configuration, int port) {
        return start(folder, configuration, port, Map.of());
    }

    /** @param environment what is added to the environment of the process */
    static AlertmanagerProcess start(Path folder, Path configuration, int port, Map<String, String> environment) {
        return start(folder, configuration, port, List.of("--cluster.listen-address="), environment);
    }

    /**
     * One of a cluster. None waits for another before it notifies, so that each does.
     *
     * @param gossip where the members talk, this one's first
     */
    static AlertmanagerProcess startOneOf(Path folder, Path configuration, int port, List<Integer> gossip) {
        List<String> cluster = new ArrayList<>(List.of(
                "--cluster.listen-address=127.0.0.1:" + gossip.getFirst(),
                "--cluster.gossip-interval=50ms",
                "--cluster.peer-timeout=0s"));
        gossip.stream().skip(1).forEach(peer -> cluster.add("--cluster.peer=127.0.0.1:" + peer));
        return start(folder, configuration, port, cluster, Map.of());
    }

    private static AlertmanagerProcess start(
            Path folder, Path configuration, int port, List<String> cluster, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                "prometheus-alertmanager",
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("alertmanager-data-" + port),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.external-url=http://127.0.0.1:" + port));
        command.addAll(cluster);
        Child child = Child.start(folder, "alertmanager-" + port, command, environment);
        Api api = new Api(port, "");
        child.await("Alertmanager", () -> api.answers("/-/ready", 200));
        return new AlertmanagerProcess(child, api);
    }

    /** Says that an alert fires, as Prometheus does, and that it will for some minutes. */
    void fire(Map<String, String> labels) {
        Instant now = Instant.now();
        Api.Answer answer = api.send(
                "POST",
                "/api/v2/alerts",
                Api.json(List.of(Map.of(
                        "labels",
                        labels,
                        "startsAt",
                        now.toString(),
                        "endsAt",
                        now.plus(Duration.ofMinutes(10)).toString()))));
        if (answer.status() != 200) {
            throw new AssertionError("Alertmanager does not take an alert: " + answer);
        }
    }

    /** All that fires there, muted or not. */
    JsonNode alerts() {
        return api.get("/api/v2/alerts");
    }

    /** Whether an alert of that name fires there. */
    boolean holds(String alert) {
        for (JsonNode each : alerts()) {
            if (each.path("labels").path("alertname").asText().equals(alert)) {
                return true;
            }
        }
        return false;
    }

    /** How many members it sees, itself included. */
    int members() {
        return api.get("/api/v2/status").path("cluster").path("peers").size();
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
