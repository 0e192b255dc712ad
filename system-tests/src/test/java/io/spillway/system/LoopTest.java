package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.FaultProxy.Mode;
import io.spillway.system.Waterfall.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One whole turn of the loop on real parts: a fault becomes numbers, an alert, a tier, and its end the tier's end. */
@Packaged
@Timeout(240)
final class LoopTest {

    /*
     * A deduction is tried three times, and a new connection begins with a few requests of its own: about a third of the
     * tasks fail for good, and many succeed.
     */
    private static final int FAULTY_PERCENT = 45;

    private static final String FAILED = "spillway_tasks_total{type=\"stock-deduct\",outcome=\"failed\"}";

    /** The type that a person degrades, and two alerts that are made up. */
    private static final String BY_HAND = "http-request";

    private static final String MUTED = "MadeUpOfTheDegradedType";
    private static final String HEARD = "MadeUpOfAnotherType";

    private final Waterfall waterfall = new Waterfall();

    @TempDir
    Path folder;

    @Test
    void engagesTheCoreTierWhileADependencyFailsAndReleasesItInSteps() throws IOException {
        try (StockRedis stock = StockRedis.start(folder);
                FaultProxy proxy = FaultProxy.to(stock.port(), new SplittableRandom(7));
                PeopleBridge people = PeopleBridge.start();
                ServerProcess server = ServerProcess.start(setup(proxy))) {
            int alertmanagerPort = Child.freePort();
            RulesOverlay overlay = RulesOverlay.write(
                            folder.resolve("overlay"),
                            new RulesOverlay.Ports(server.port(), alertmanagerPort, people.port()))
                    .secret("metrics-token", server.token("metrics-token"))
                    .secret("webhook-token", server.token("webhook-token"));
            try (AlertmanagerProcess alertmanager =
                            AlertmanagerProcess.start(folder, overlay.alertmanager(), alertmanagerPort);
                    PrometheusProcess prometheus = PrometheusProcess.start(folder, overlay.prometheus());
                    Load load = Load.start(server.api())) {
                turn(new Parts(proxy, server.api(), prometheus, alertmanager, load, people));
            } finally {
                String picture = waterfall
                        + (waterfall.has(Step.WEBHOOK) && waterfall.has(Step.TIER)
                                ? ProductionPace.read().after(waterfall)
                                : "");
                System.out.println(picture);
                Files.writeString(Project.TARGET.resolve("waterfall.txt"), picture);
            }
        }
    }

    private ServerSetup setup(FaultProxy proxy) {
        return ServerSetup.in(folder)
                .withStockAt(proxy.port())
                .with("degrade.core-types", "stock-deduct,coupon-redeem")
                .with("degrade.l2.min-hold", "5s")
                .with("degrade.ramp-step", "1s");
    }

    private record Parts(
            FaultProxy proxy,
            Api api,
            PrometheusProcess prometheus,
            AlertmanagerProcess alertmanager,
            Load load,
            PeopleBridge people) {}

    private void turn(Parts parts) {
        Api.Answer byHand = parts.api().engage("service:" + BY_HAND, "L1", "maintenance", Duration.ofMinutes(10));
        assertThat(byHand.status()).as(byHand.body()).isEqualTo(200);
        allIsWell(parts);

        parts.proxy().inject(Mode.RESET, FAULTY_PERCENT);
        engages(parts);
        protects(parts);
        isShown(parts);
        mutesPeopleAndNothingElse(parts);

        parts.proxy().pass();
        waterfall.mark(Step.MENDED, Instant.now());
        releases(parts);
        assertThat(parts.people().wasTold("phone", MUTED))
                .as("of a type that a person degraded")
                .isFalse();
        isCounted(parts);
    }

    private static void allIsWell(Parts parts) {
        Await.until(
                "200 tasks/s in Prometheus's records",
                Duration.ofSeconds(40),
                () -> parts.prometheus().isTrue("core:task_runs:rate1m > 150"));
        Await.until(
                "a sheddable task that is taken",
                Duration.ofSeconds(5),
                () -> parts.load().admitted() > 0);

        assertThat(parts.api().degradation("core").tier()).isEqualTo("NONE");
        assertThat(parts.load().shed()).as("nothing is shed before the fault").isZero();
        parts.load().check();
    }

    private void engages(Parts parts) {
        Await.until(
                "tier L2 of the core path, its marks and its effect; so far " + waterfall,
                Duration.ofSeconds(60),
                () -> {
                    waterfall.markIfKnown(Step.BREACH, () -> breach(parts.api()));
                    waterfall.markIfKnown(Step.SCRAPE, () -> parts.prometheus().scrapedAboveZero(FAILED));
                    waterfall.markIfKnown(Step.ALERT, () -> ofControlAlert(parts.api(), "startsAt"));
                    waterfall.markIfKnown(Step.WEBHOOK, () -> ofControlAlert(parts.api(), "receivedAt"));
                    waterfall.markIfKnown(Step.TIER, () -> engaged(parts.api()));
                    waterfall.markIfKnown(
                            Step.EFFECT, () -> Optional.ofNullable(parts.load().firstShed()));
                    return waterfall.has(Step.TIER) && waterfall.has(Step.EFFECT) && waterfall.has(Step.WEBHOOK);
                });

        assertThat(waterfall.between(Step.BREACH, Step.TIER)).isLessThan(Duration.ofSeconds(30));
    }

    /** Critical tasks go on while sheddable ones are refused. */
    private static void protects(Parts parts) {
        double before = succeeded(parts.api());
        long shedBefore = parts.load().shed();

        Await.until(
                "critical tasks that succeed under L2",
                Duration.ofSeconds(15),
                () -> succeeded(parts.api()) > before + 50);
        Await.until(
                "more sheddable tasks that are refused",
                Duration.ofSeconds(15),
                () -> parts.load().shed() > shedBefore + 5);

        assertThat(parts.api().degradation("core").tier()).isEqualTo("L2");
        assertThat(parts.load().refused())
                .as("critical tasks that were not taken")
                .isZero();
        parts.load().check();
    }

    private static void isShown(Parts parts) {
        Duration limit = Duration.ofSeconds(30);
        Await.until(
                "the tier in Prometheus",
                limit,
                () -> parts.prometheus().isTrue("spillway_degradation_tier{scope=\"core\"} == 2"));
        Await.until(
                "ServiceDegraded of stock-deduct",
                limit,
                () -> parts.prometheus()
                        .isTrue(
                                "ALERTS{alertname=\"ServiceDegraded\",alertstate=\"firing\",service=\"stock-deduct\"}"));
        Await.until(
                "people who were told, by WeCom and by phone",
                limit,
                () -> parts.people().wasTold("wecom", "CorePathErrorRateHigh")
                        && parts.people().wasTold("phone", "CorePathErrorRateHigh"));
    }

    /** A type that a person has degraded is quiet for people; what drives tiers comes through, of that type as well. */
    private static void mutesPeopleAndNothingElse(Parts parts) {
        Duration limit = Duration.ofSeconds(30);
        Await.until(
                "the tier by hand in Prometheus",
                limit,
                () -> parts.prometheus().isTrue("spillway_degradation_tier{scope=\"service:" + BY_HAND + "\"} == 1"));
        Await.until(
                "ServiceDegraded in Alertmanager", limit, () -> isFiring(parts, "ServiceDegraded", BY_HAND, "active"));
        ControlAlert control = ControlAlert.ofService(BY_HAND);

        parts.alertmanager().fire(toPeople(MUTED, BY_HAND));
        parts.alertmanager().fire(toPeople(HEARD, "coupon-redeem"));
        parts.alertmanager().fire(control.labels());

        Await.until("a muted alert", limit, () -> isFiring(parts, MUTED, BY_HAND, "suppressed"));
        Await.until("a call about another type", limit, () -> parts.people().wasTold("phone", HEARD));
        Await.until("the control alert in Spillway", limit, () -> isKnown(parts.api(), control));
        for (JsonNode alert : parts.alertmanager().alerts()) {
            if (alert.path("labels").path("purpose").asText().equals("control")) {
                assertThat(alert.path("status").path("inhibitedBy"))
                        .as(alert.toString())
                        .isEmpty();
            }
        }
    }

    private static Map<String, String> toPeople(String name, String service) {
        return Map.of("alertname", name, "purpose", "notify", "severity", "critical", "service", service);
    }

    private static boolean isFiring(Parts parts, String name, String service, String state) {
        for (JsonNode alert : parts.alertmanager().alerts()) {
            JsonNode labels = alert.path("labels");
            if (labels.path("alertname").asText().equals(name)
                    && labels.path("service").asText().equals(service)) {
                return alert.path("status").path("state").asText().equals(state);
            }
        }
        return false;
    }

    private static boolean isKnown(Api api, ControlAlert control) {
        for (JsonNode alert : api.alerts()) {
            if (Api.JSON.convertValue(alert.path("labels"), Map.class).equals(control.labels())) {
                return true;
            }
        }
        return false;
    }

    private void releases(Parts parts) {
        List<Double> steps = new ArrayList<>();
        Await.until("the end of the core path's tier; so far " + waterfall, Duration.ofSeconds(90), () -> {
            Api.Scope core = parts.api().degradation("core");
            // A tier may come in part, too, and rise.
            boolean goesDown = core.state().equals("RECOVERING");
            if (goesDown && (steps.isEmpty() || steps.getLast() != core.intensity())) {
                waterfall.mark(Step.RELEASE, Instant.now());
                steps.add(core.intensity());
            }
            return core.tier().equals("NONE");
        });
        waterfall.mark(Step.NORMAL, Instant.now());
        long admitted = parts.load().admitted();
        Await.until(
                "sheddable tasks that are taken again",
                Duration.ofSeconds(10),
                () -> parts.load().admitted() > admitted + 5);

        assertThat(steps).as("intensities between the full tier and none").hasSizeGreaterThanOrEqualTo(2);
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i)).isLessThan(steps.get(i - 1));
        }
    }

    /** What was shed is counted as shed, once each, and as nothing else. */
    private static void isCounted(Parts parts) {
        parts.load().close();
        parts.load().check();
        Samples metrics = parts.api().metrics();

        assertThat(parts.load().shed()).isPositive();
        assertThat(metrics.sum("spillway_tasks_total", "type", "probe-noop", "outcome", "shed"))
                .isEqualTo(parts.load().shed());
        assertThat(metrics.sum("spillway_tasks_total", "type", "probe-noop", "outcome", "failed"))
                .isZero();
        assertThat(metrics.sum("spillway_tasks_total", "type", "stock-deduct", "outcome", "shed"))
                .isZero();
        assertThat(parts.load().refused()).isZero();
    }

    private static double succeeded(Api api) {
        return api.metrics().sum("spillway_tasks_total", "type", "stock-deduct", "outcome", "succeeded");
    }

    private static Optional<Instant> breach(Api api) {
        double failed = api.metrics().sum("spillway_tasks_total", "type", "stock-deduct", "outcome", "failed");
        return failed > 0 ? Optional.of(Instant.now()) : Optional.empty();
    }

    private static Optional<Instant> engaged(Api api) {
        Api.Scope core = api.degradation("core");
        return core.tier().equals("L2") ? Optional.of(Instant.parse(core.since())) : Optional.empty();
    }

    private static Optional<Instant> ofControlAlert(Api api, String field) {
        for (JsonNode alert : api.alerts()) {
            JsonNode labels = alert.path("labels");
            if (labels.path("alertname").asText().equals("CorePathErrorRateHigh")
                    && labels.path("purpose").asText().equals("control")
                    && alert.hasNonNull(field)) {
                return Optional.of(Instant.parse(alert.path(field).asText()));
            }
        }
        return Optional.empty();
    }
}
