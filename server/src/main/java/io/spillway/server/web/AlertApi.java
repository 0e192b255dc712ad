package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.alert.Alert;
import io.spillway.server.auth.Permission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes Alertmanager's deliveries, and shows the alerts that came. */
final class AlertApi {

    private static final Comparator<Alert> FIRING_FIRST =
            Comparator.comparing(Alert::status).thenComparing(Alert::startsAt, Comparator.reverseOrder());

    private static final Logger LOG = LoggerFactory.getLogger(AlertApi.class);
    /** Two of the largest bodies, or 256 small ones, at a time. */
    private static final int AT_A_TIME = 2 * Route.Kind.BULK.maxBody();

    private final WebFeatures.Alerting alerting;
    private final InstantSource clock;
    private final DeliveryBudget budget;

    AlertApi(WebFeatures.Alerting alerting, InstantSource clock) {
        this(alerting, clock, new DeliveryBudget(AT_A_TIME, Duration.ofSeconds(1)));
    }

    AlertApi(WebFeatures.Alerting alerting, InstantSource clock, DeliveryBudget budget) {
        this.alerting = alerting;
        this.clock = clock;
        this.budget = budget;
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
        int cost = budget.cost(
                ctx.req().getContentLengthLong(), Guard.route(ctx).kind().maxBody());
        if (!budget.take(cost)) {
            Json.skip(ctx);
            throw Problem.of(503, "Too many alerts are being taken in. Send them again.")
                    .retryAfter(Duration.ofSeconds(1))
                    .exception();
        }
        try {
            answer(ctx, alerting.webhook().deliver(body(ctx)));
        } finally {
            budget.giveBack(cost);
        }
    }

    /* Alertmanager does not try again what is too large: somebody must raise the number of groups, or lower max_alerts. */
    private static byte[] body(Context ctx) {
        try {
            return Json.bytes(ctx);
        } catch (Problem.ProblemException e) {
            LOG.warn(
                    "A delivery of Alertmanager is too large ({} bytes; -1: it did not say) and was refused, with all"
                            + " alerts in it: group by more labels, or set the receiver's max_alerts",
                    ctx.req().getContentLengthLong());
            throw e;
        }
    }

    private static void answer(Context ctx, AlertWebhook.Answer answer) {
        switch (answer) {
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
        if (alert.isFiring()) {
            json.put("ambiguous", alert.isAmbiguous())
                    .put("stale", alert.isStale(alerting.bounds().lease(), clock.instant()))
                    .put("muted", alert.isMuted());
        }
        Optional.of(alert)
                .filter(each -> each.status() == Alert.Status.FIRING)
                .flatMap(alerting.drives())
                .ifPresent(drive -> json.putObject("drives")
                        .put("tier", drive.tier().name())
                        .put("scope", drive.scope().toString()));
        return json;
    }
}
