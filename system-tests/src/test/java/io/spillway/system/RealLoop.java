package io.spillway.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A server with real Alertmanagers and a real Prometheus around it, at the overlay's pace, and a core path that can be made
 * to fail. Each part can be killed and started again at the same place. Closing ends them all.
 */
final class RealLoop implements AutoCloseable {

    /** What fires when the core path is made to fail. */
    static final String ALERT = "CorePathErrorRateHigh";

    /** What Alertmanager has not heard of for four times as long, it takes for resolved. */
    private static final Duration RESEND = Duration.ofSeconds(1);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    private final RulesOverlay overlay;
    private final List<Integer> alertmanagerPorts = new ArrayList<>();
    private final List<Integer> gossipPorts = new ArrayList<>();
    private final List<AlertmanagerProcess> alertmanagers = new ArrayList<>();
    private final List<WebhookRelay> relays = new ArrayList<>();
    private final CoreFailures core;
    private ServerProcess server;
    private PrometheusProcess prometheus;

    private RealLoop(Path folder, ServerSetup setup, int members) {
        this.folder = folder;
        try {
            PeopleBridge people = closing(PeopleBridge.start());
            server = closing(ServerProcess.start(setup.withPort(Child.freePort())
                    .with("degrade.core-types", CoreFailures.TYPE)
                    .with("degrade.ramp-step", "1s")));
            for (int i = 0; i < members; i++) {
                alertmanagerPorts.add(Child.freePort());
                gossipPorts.add(Child.freePort());
            }
            overlay = RulesOverlay.write(
                            folder.resolve("overlay"),
                            new RulesOverlay.Ports(server.port(), alertmanagerPorts.getFirst(), people.port()))
                    .secret("metrics-token", server.token("metrics-token"))
                    .secret("webhook-token", server.token("webhook-token"));
            alertmanagerPorts.stream().skip(1).forEach(overlay::alsoTo);
            WebhookRelay.Meeting meeting = WebhookRelay.Meeting.of(members, ALERT);
            for (int i = 0; i < members; i++) {
                relays.add(closing(WebhookRelay.start(server.port(), meeting)));
                alertmanagers.add(closing(newAlertmanager(i)));
            }
            prometheus = closing(PrometheusProcess.start(folder, overlay.prometheus(), RESEND));
            core = closing(CoreFailures.start(server.api()));
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** @param members how many Alertmanagers; more than one are a cluster */
    static RealLoop start(Path folder, ServerSetup setup, int members) {
        return new RealLoop(folder, setup, members);
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private AlertmanagerProcess newAlertmanager(int index) {
        Path configuration = overlay.alertmanagerThrough(relays.get(index).port());
        if (alertmanagerPorts.size() == 1) {
            return AlertmanagerProcess.start(folder, configuration, alertmanagerPorts.getFirst());
        }
        List<Integer> gossip = new ArrayList<>(gossipPorts);
        Collections.swap(gossip, 0, index);
        return AlertmanagerProcess.startOneOf(folder, configuration, alertmanagerPorts.get(index), gossip);
    }

    Api api() {
        return server.api();
    }

    /** As Alertmanager calls the server. */
    Api webhook() {
        return server.webhook();
    }

    CoreFailures core() {
        return core;
    }

    PrometheusProcess prometheus() {
        return prometheus;
    }

    List<AlertmanagerProcess> alertmanagers() {
        return alertmanagers;
    }

    /** Whether the server has taken the core path's alert from each of the Alertmanagers. */
    boolean eachHasDelivered() {
        return relays.stream().allMatch(each -> each.taken(ALERT) > 0);
    }

    void restartAlertmanager(int index) {
        alertmanagers.get(index).kill();
        alertmanagers.set(index, closing(newAlertmanager(index)));
    }

    /** Kills the server, then the Redis that it started, and starts another one on what they wrote down. */
    void restartServer() {
        Pid redis = server.redis();
        server.kill();
        redis.kill();
        server = closing(server.restart());
    }

    void restartPrometheus() {
        prometheus = closing(PrometheusProcess.start(folder, overlay.prometheus(), RESEND));
    }

    /** Waits until the watchdog has come all the way round and the core path has numbers. */
    void awaitSighted() {
        Duration limit = Duration.ofSeconds(40);
        Await.until("the watchdog", limit, () -> api().alerts().toString().contains("SpillwayWatchdog"));
        Await.until("runs of the core path", limit, () -> prometheus.isTrue("core:task_runs:rate1m > 10"));
    }

    void awaitTier(String tier) {
        Await.until(
                "tier " + tier + " of the core path",
                Duration.ofSeconds(60),
                () -> api().degradation("core").tier().equals(tier));
    }

    void awaitState(String state) {
        Await.until(
                "the core path's tier in state " + state,
                Duration.ofSeconds(60),
                () -> api().degradation("core").state().equals(state));
    }

    long engagements() {
        return api().audited("degradation.engage", "core");
    }

    long releases() {
        return api().audited("degradation.release", "core");
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception | AssertionError e) {
                System.err.println("a part of the loop did not end properly: " + e);
            }
        }
    }
}
