package io.spillway.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the real Prometheus and Alertmanager, with what is shipped and the overlay, see a fault and its end. */
@Timeout(120)
final class StackTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    private volatile boolean faulty;
    private long succeeded;
    private long failed;

    @Test
    void callsTheWebhookWhenTheCorePathFailsAndWhenItIsWell() {
        int alertmanagerPort = Child.freePort();
        try (PeopleBridge people = PeopleBridge.start();
                TestSite site = TestSite.start()
                        .with("/metrics", Map.of("Content-Type", "text/plain; version=0.0.4"), exchange -> metrics())
                        .with(
                                "/api/v1/alertmanager",
                                Map.of(),
                                exchange -> remember(
                                        exchange.getRequestHeaders().getFirst("Authorization"),
                                        Api.JSON.readTree(exchange.getRequestBody())))) {
            RulesOverlay overlay = RulesOverlay.write(
                            folder, new RulesOverlay.Ports(site.port(), alertmanagerPort, people.port()))
                    .secret("webhook-token", "a-token");
            try (AlertmanagerProcess alertmanager =
                            AlertmanagerProcess.start(folder, overlay.alertmanager(), alertmanagerPort);
                    PrometheusProcess prometheus = PrometheusProcess.start(folder, overlay.prometheus())) {
                Await.until("a rate", LIMIT, () -> prometheus.isTrue("core:task_runs:rate1m > 100"));
                awaitTold("firing SpillwayWatchdog");

                faulty = true;
                awaitTold("firing CorePathErrorRateHigh");
                Await.until("people", LIMIT, () -> people.wasTold("phone", "CorePathErrorRateHigh"));

                faulty = false;
                awaitTold("resolved CorePathErrorRateHigh");
            }
        }
    }

    private void awaitTold(String what) {
        Await.until("a call of the webhook: " + what, LIMIT, () -> told.contains(what));
    }

    /* 200 more tasks at each scrape, a quarter of them failed while there is a fault. */
    private synchronized String metrics() {
        failed += faulty ? 50 : 0;
        succeeded += faulty ? 150 : 200;
        return """
                spillway_core_path{type="stock-deduct"} 1
                spillway_tasks_total{type="stock-deduct",outcome="succeeded"} %d
                spillway_tasks_total{type="stock-deduct",outcome="failed"} %d
                """.formatted(succeeded, failed);
    }

    private String remember(String authorization, JsonNode call) {
        if (!authorization.equals("Bearer a-token")) {
            throw new AssertionError("the webhook's credentials were " + authorization);
        }
        for (JsonNode alert : call.path("alerts")) {
            JsonNode labels = alert.path("labels");
            if (!labels.path("purpose").asText().equals("control")) {
                throw new AssertionError("the webhook was called for " + labels);
            }
            told.add(alert.path("status").asText() + " "
                    + labels.path("alertname").asText());
        }
        return "";
    }
}
