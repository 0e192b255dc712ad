package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.Notices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes while Alertmanager is asked. */
final class ReconcilerConflictTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final AlertNotice BUSY = Notices.firing("aaaaaaaaaaaaaaaa", T0);
    private static final AlertNotice QUIET = Notices.firing("bbbbbbbbbbbbbbbb", T0);

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryAlertStore store = new InMemoryAlertStore();
    private final AlertIntake intake = new AlertIntake(store, clock, List.of());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /* Both are silenced; of one of them a notice comes just then. */
    private void answer(HttpExchange exchange) throws IOException {
        clock.advance(Duration.ofSeconds(1));
        intake.accept(List.of(BUSY));
        String body = exchange.getRequestURI().getPath().endsWith("/status")
                ? "{\"uptime\":\"2026-11-23T09:00:00Z\"}"
                : "[" + listed(BUSY) + "," + listed(QUIET) + "]";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String listed(AlertNotice notice) {
        return """
                {"labels":{"alertname":"CorePathErrorRateHigh"},"startsAt":"%s","fingerprint":"%s",\
                "status":{"state":"suppressed","silencedBy":["x"]}}""".formatted(notice.startsAt(), notice.fingerprint());
    }

    @Test
    void anAlertThatChangesMeanwhileKeepsNoOtherFromBeingPutRight() throws Exception {
        intake.accept(List.of(BUSY, QUIET));
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AlertmanagerConfig config = new AlertmanagerConfig(
                List.of(url), Optional.empty(), "spillway", Duration.ofSeconds(30), Duration.ofMinutes(6), true);
        Reconciler.Bounds bounds =
                new Reconciler.Bounds(config.reconcileEvery(), config.lease(), () -> Duration.ofMinutes(5));
        try (Alertmanagers asked = new Alertmanagers(config, Duration.ZERO, clock)) {
            boolean all = new Reconciler(asked, store, bounds, clock, new Deaf()).runOnce();

            assertThat(all).isFalse();
            assertThat(store.all())
                    .filteredOn(each -> each.alert().isMuted())
                    .extracting(each -> each.alert().fingerprint())
                    .containsExactly(QUIET.fingerprint());
            assertThat(store.all()).allMatch(each -> each.alert().isFiring());
        }
    }

    private static final class Deaf implements Reconciler.Listener {

        @Override
        public void drift(int ghosts, int missed, int muted) {}

        @Override
        public void reconciled(Instant at) {}
    }
}
