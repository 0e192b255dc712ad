package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alertmanager.AlertmanagerConfig;
import io.spillway.server.alertmanager.Receiver;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Drives;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.redis.RedisAlertStore;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTierStore;
import io.spillway.server.telemetry.LoopLatency;
import io.spillway.server.telemetry.Metrics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What decides about tiers on one node, put together as the server does it, on a real Redis and in a time of the test's own:
 * alerts go in, announcements and metrics come out. The tiers are the core path's.
 */
final class ControlPath implements AutoCloseable {

    static final Scope CORE = new Scope.Core();

    static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock;
    private final Metrics metrics;
    private final TierEvidence evidence;
    private final Operator operator;
    private final Receiver alertmanager;
    private final AlertSite site;
    private final Switchboard switchboard;
    private final TierLoop loop;
    private final AlertIntake intake;
    private final Deque<JsonNode> heard = new ArrayDeque<>();
    private Instant firingSince;

    /** @param evidence by what tiers are decided, given that of the node */
    ControlPath(RedisConnection redis, DegradeConfig config, UnaryOperator<Evidence> evidence, ManualClock clock) {
        this.clock = clock;
        this.metrics = new Metrics("test", clock, () -> 0);
        this.firingSince = clock.instant();
        this.evidence =
                TierEvidence.of(new TierEvidence.Parts(redis, metrics, () -> config), "node-1", clock, clock::nanos);
        this.switchboard = new Switchboard(config, clock);
        switchboard.listen(metrics.tiers()::inForce);
        switchboard.listen(this.evidence::inForce);
        this.alertmanager = receiver();
        RedisAlertStore store = new RedisAlertStore(redis);
        Alerts alerts = new Alerts(store);
        AlertmanagerConfig announced = new AlertmanagerConfig(
                List.of(URI.create("http://" + alertmanager.address())),
                Optional.empty(),
                "spillway",
                Duration.ofHours(1),
                Duration.ofMinutes(6),
                true);
        this.site =
                new AlertSite(announced, new AlertSite.Sources(store, alerts, () -> config), metrics.alerts(), clock);
        TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(new RedisTierStore(redis), alerts, _ -> {}, evidence.apply(this.evidence)),
                switchboard,
                () -> config,
                clock,
                List.of(new TierTelemetry(metrics.tiers(), new LoopLatency(clock)), site));
        this.loop = new TierLoop(keeper, clock::nanos);
        this.intake = new AlertIntake(store, clock, List.of(loop));
        this.operator = new Operator(keeper, switchboard, clock);
        site.start();
    }

    private static Receiver receiver() {
        try {
            return Receiver.start(_ -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TierEvidence evidence() {
        return evidence;
    }

    void fires(Tier tier) {
        firingSince = clock.instant();
        intake.accept(List.of(Drives.firing(CORE, tier, firingSince)));
        turn();
    }

    void ends(Tier tier) {
        intake.accept(List.of(Drives.resolved(CORE, tier, firingSince, clock.instant())));
        turn();
    }

    void released(String by) {
        assertThat(operator.release(CORE, "looked at", by)).isInstanceOf(Operator.ReleaseResult.Released.class);
        turn();
    }

    /** Lets the time pass, with a turn each second. */
    void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            clock.advance(SECOND);
            turn();
        }
    }

    /** Lets the time pass in which nobody looks. */
    void skip(Duration duration) {
        clock.advance(duration);
        turn();
    }

    private void turn() {
        assertThat(loop.runOnce()).isTrue();
        evidence.judge();
    }

    /** Tier, state, and the intensity if it is a part: {@code "L2 RECOVERING 0.75"}. */
    String shown() {
        ScopeStatus status = core();
        String part = status.intensity() > 0 && status.intensity() < 1 ? " " + status.intensity() : "";
        return status.tier() + " " + status.state() + part;
    }

    ScopeStatus core() {
        return switchboard.degradation().scopes().stream()
                .filter(each -> each.scope().equals(CORE))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of the metrics that begin so. */
    List<String> metrics(String name) throws IOException {
        StringWriter text = new StringWriter();
        metrics.exposition().write(null, text);
        return text.toString().lines().filter(line -> line.startsWith(name)).toList();
    }

    /** What people hear next: the event, how severe it is, and its summary. */
    String hear() throws Exception {
        return told(next());
    }

    /** The description of the next announcement of the event, whatever else is announced before it. */
    String describes(String event) throws Exception {
        JsonNode next = next();
        while (!next.path("labels").path("event").asText().equals(event)) {
            next = next();
        }
        return next.path("annotations").path("description").asText();
    }

    private JsonNode next() throws Exception {
        while (heard.isEmpty()) {
            Receiver.Delivery delivery = alertmanager.deliveries().poll(30, TimeUnit.SECONDS);
            assertThat(delivery).as("an announcement").isNotNull();
            // What it is asked has no body.
            if (!delivery.body().isEmpty()) {
                new ObjectMapper().readTree(delivery.body()).forEach(heard::add);
            }
        }
        return heard.removeFirst();
    }

    private static String told(JsonNode announcement) {
        JsonNode labels = announcement.path("labels");
        return labels.path("event").asText() + " " + labels.path("severity").asText() + ": "
                + announcement.path("annotations").path("summary").asText();
    }

    @Override
    public void close() {
        site.close();
        alertmanager.close();
    }
}
