package io.spillway.server;

import io.spillway.server.telemetry.AlertMetrics;
import io.spillway.server.web.HttpMetrics;
import java.time.Duration;

/** Counts what Alertmanager's deliveries were answered, whoever refused them: the guard, the bounds, or the intake. */
record WebhookCounts(HttpMetrics all, AlertMetrics alerts) implements HttpMetrics {

    private static final String ROUTE = "/api/v1/alertmanager";

    @Override
    public void answered(String route, String method, int status, Duration took) {
        all.answered(route, method, status, took);
        if (route.equals(ROUTE) && method.equals("POST")) {
            alerts.webhook(result(status));
        }
    }

    private static String result(int status) {
        return switch (status) {
            case 200 -> "accepted";
            case 401, 403 -> "unauthorized";
            default -> status < 500 ? "refused" : "unavailable";
        };
    }
}
