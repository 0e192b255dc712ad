package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.alert.Alert;
import io.spillway.server.auth.Permission;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes Alertmanager's deliveries, and shows the alerts that came. */
final class AlertApi {

    private static final Comparator<Alert> FIRING_FIRST =
            Comparator.comparing(Alert::status).thenComparing(Alert::startsAt, Comparator.reverseOrder());

    private final WebFeatures.Alerting alerting;

    AlertApi(WebFeatures.Alerting alerting) {
        this.alerting = alerting;
    }

    List<Route> routes() {
        return List.of(
                Route.bulk("/api/v1/alertmanager", Permission.DELIVER_ALERTS, this::deliver),
                Route.get("/api/v1/alerts", Permission.VIEW, ctx -> Json.answer(ctx, all())));
    }

    ObjectNode all() {
        ObjectNode json = Json.object();
        var list = json.putArray("alerts");
        alerting.alerts().get().stream().sorted(FIRING_FIRST).forEach(alert -> list.add(json(alert)));
        return json;
    }

    private void deliver(Context ctx) {
        Json.requireJson(ctx);
        switch (alerting.webhook().deliver(Json.bytes(ctx))) {
            case AlertWebhook.Answer.Accepted accepted ->
                Json.answer(ctx, Json.object().put("alerts", accepted.alerts()));
            case AlertWebhook.Answer.Refused refused ->
                throw Problem.invalid(refused.problems()).exception();
            case AlertWebhook.Answer.Unavailable down ->
                throw Problem.of(503, "The alerts are not durable yet. Send them again.")
                        .retryAfter(Duration.ofSeconds(1))
                        .exception();
        }
    }

    private ObjectNode json(Alert alert) {
        ObjectNode json = Json.object()
                .put("fingerprint", alert.fingerprint())
                .put("status", alert.status().name().toLowerCase(Locale.ROOT));
        ObjectNode labels = json.putObject("labels");
        alert.labels().forEach(labels::put);
        ObjectNode annotations = json.putObject("annotations");
        alert.annotations().forEach(annotations::put);
        Json.put(json, "startsAt", alert.startsAt());
        Json.put(json, "endsAt", alert.endsAt());
        Json.put(json, "receivedAt", alert.receivedAt());
        Json.put(json, "generatorUrl", alert.generatorUrl());
        Optional.of(alert)
                .filter(each -> each.status() == Alert.Status.FIRING)
                .flatMap(alerting.drives())
                .ifPresent(drive -> json.putObject("drives")
                        .put("tier", drive.tier().name())
                        .put("scope", drive.scope().toString()));
        return json;
    }
}
