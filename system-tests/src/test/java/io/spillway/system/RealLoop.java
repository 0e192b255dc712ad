package io.spillway.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A server with real Alertmanagers and a real Prometheus around it, at the overlay's pace, and a core path that can be made
 * to fail. Each part can be killed and started again at the same place. Closing ends them all.
 */
final class RealLoop implements AutoCloseable {

    /** What Alertmanager has not heard of for four times as long, it takes for resolved. */
    private static final Duration RESEND = Duration.ofSeconds(1);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Path folder;
    private final RulesOverlay overlay;
    private final List<Integer> alertmanagerPorts = new ArrayList<>();
    private final List<Integer> gossipPorts = new ArrayList<>();
    private final List<AlertmanagerProcess> alertmanagers = new ArrayList<>();
    private final List<Courier> couriers = new ArrayList<>();
    private final CoreFailures core;
    private ServerProcess server;
    private PrometheusProcess prometheus;

    private RealLoop(
            Path folder, ServerSetup setup, int members, BiFunction<ServerSetup, Integer, ServerSetup> asking) {
        this.folder = folder;
        try {
            PeopleBridge people = closing(PeopleBridge.start());
            for (int i = 0; i < members; i++) {
                alertmanagerPorts.add(Child.freePort());
                gossipPorts.add(Child.freePort());
            }
            server = closing(ServerProcess.start(asking.apply(setup, alertmanagerPorts.getFirst())
                    .withPort(Child.freePort())
                    .with("degrade.core-types", CoreFailures.TYPE)
                    .with("degrade.ramp-step", "1s")));
            overlay = RulesOverlay.write(
                            folder.resolve("overlay"),
                            new RulesOverlay.Ports(server.port(), alertmanagerPorts.getFirst(), people.port()))
                    .secret("metrics-token", server.token("metrics-token"))
                    .secret("webhook-token", server.token("webhook-token"));
            alertmanagerPorts.stream().skip(1).forEach(overlay::alsoTo);
            for (int i = 0; i < members; i++) {
                couriers.add(closing(Courier.to(server.port())));
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
        return new RealLoop(folder, setup, members, (given, _) -> given);
    }

    /** With one Alertmanager, which the server asks each second what fires. */
    static RealLoop startReconciling(Path folder, ServerSetup setup) {
        return new RealLoop(
                folder,
                setup,
                1,
                (given, port) -> given.with("alertmanager.urls", "http://127.0.0.1:" + port)
                        .with("alertmanager.reconcile-every", "1s"));
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private AlertmanagerProcess newAlertmanager(int index) {
        if (alertmanagerPorts.size() == 1) {
            return AlertmanagerProcess.start(folder, overlay.alertmanager(), alertmanagerPorts.getFirst());
        }
        List<Integer> gossip = new ArrayList<>(gossipPorts);
        Collections.swap(gossip, 0, index);
        return newMember(index, gossip);
    }

    private AlertmanagerProcess newMember(int index, List<Integer> gossip) {
        Path configuration = overlay.alertmanagerBy(couriers.get(index).port(), server.port());
        return AlertmanagerProcess.startOneOf(folder, configuration, alertmanagerPorts.get(index), gossip);
    }

    Api api() {
        return server.api();
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

    void restartAlertmanager(int index) {
        alertmanagers.get(index).kill();
        alertmanagers.set(index, closing(newAlertmanager(index)));
    }

    /** It starts again where no other member is heard, and with nothing of what it had sent. */
    void cutOff(int index) {
        alertmanagers.get(index).kill();
        alertmanagers.set(index, closing(newMember(index, List.of(Child.freePort()))));
    }

    /** What each of several Alertmanagers calls through. */
    List<Courier> couriers() {
        return couriers;
    }

    void restartServer() {
        server.kill();
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
