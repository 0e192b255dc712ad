package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TierAnnouncerTest {

    private final Map<String, Integer> results = new TreeMap<>();

    private static AlertmanagerConfig config(URI url) {
        return new AlertmanagerConfig(
                List.of(url), Optional.empty(), "spillway", Duration.ofSeconds(30), Duration.ofMinutes(6), true);
    }

    private static TierChange engaged(Scope scope, Tier tier, Instant at) {
        ScopeStatus from = new ScopeStatus(scope, Tier.NONE, State.NORMAL, 0, at, null, null, null, null);
        ScopeStatus to = new ScopeStatus(scope, tier, State.ENGAGED, 1, at, null, "Because.", null, null);
        return new TierChange(1, from, to, TierChange.Cause.ALERT, at, null);
    }

    private void count(String result, int more) {
        results.merge(result, more, Integer::sum);
    }

    /* The shipped routes, to a receiver of the test, without the half minute in which a group waits. */
    @Test
    void reachesPeopleByTheShippedRoutesAlthoughTheirOtherAlertsAreMuted(@TempDir Path folder) throws Exception {
        try (Receiver people = Receiver.start(_ -> {})) {
            Files.createDirectory(folder.resolve("secrets"));
            Files.writeString(folder.resolve("secrets/webhook-token"), "s3cret");
            Files.writeString(folder.resolve("secrets/bridge-token"), "bridge");
            String shipped =
                    Files.readString(Path.of(System.getProperty("spillway.root"), "alert-rules/alertmanager.yml"));
            Path config = Files.writeString(
                    folder.resolve("alertmanager.yml"),
                    shipped.replace("127.0.0.1:9095", people.address()).replace("group_wait: 30s", "group_wait: 2s"));
            InstantSource clock = InstantSource.system();
            try (RealAlertmanager alertmanager = new RealAlertmanager(config, folder.resolve("storage"));
                    Alertmanagers told = new Alertmanagers(config(alertmanager.url()), Duration.ZERO, clock)) {
                alertmanager.fire(
                        "alertname=ServiceDegraded purpose=notify severity=info service=coupon-redeem degraded=true",
                        clock.instant());
                alertmanager.fire(
                        "alertname=TaskErrorRateHigh purpose=notify severity=warning service=coupon-redeem",
                        clock.instant());
                TierAnnouncer announcer = new TierAnnouncer(told, clock, this::count);
                announcer.on(engaged(new Scope.Service("coupon-redeem"), Tier.L1, clock.instant()));
                announcer.on(engaged(new Scope.Site(), Tier.L3, clock.instant()));

                announcer.runOnce();

                Map<String, String> heard = new TreeMap<>();
                while (heard.size() < 3) {
                    Receiver.Delivery delivery = people.deliveries().poll(30, TimeUnit.SECONDS);
                    assertThat(delivery).as("after " + heard.keySet()).isNotNull();
                    assertThat(delivery.body()).contains("SpillwayTierChanged").doesNotContain("TaskErrorRateHigh");
                    heard.put(delivery.path(), delivery.body());
                }
                assertThat(heard.keySet()).containsExactly("/phone", "/sms", "/wecom");
                assertThat(heard.get("/phone")).contains("L3 is in force for site.");
                assertThat(heard.get("/wecom")).contains("L1 is in force for service:coupon-redeem.");
                assertThat(results).isEqualTo(Map.of("posted", 2));
            }
        }
    }

    @Test
    void givesUpAfterAFewMinutesWhileNobodyTakesIt() throws Exception {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        try (Alertmanagers away = new Alertmanagers(config(URI.create("http://127.0.0.1:1")), Duration.ZERO, clock)) {
            TierAnnouncer announcer = new TierAnnouncer(away, clock, this::count);
            announcer.on(engaged(new Scope.Core(), Tier.L2, clock.instant()));

            Duration early = announcer.runOnce();
            clock.advance(Duration.ofMinutes(5).plusSeconds(1));
            announcer.runOnce();

            assertThat(early).isPositive();
            assertThat(results).isEqualTo(Map.of("dropped", 1));
        }
    }

    @Test
    void neverMakesATierWaitHoweverManyChangesThereAre() {
        ManualClock clock = new ManualClock(Instant.parse("2026-11-23T10:00:00Z"));
        try (Alertmanagers away = new Alertmanagers(config(URI.create("http://127.0.0.1:1")), Duration.ZERO, clock)) {
            TierAnnouncer announcer = new TierAnnouncer(away, clock, this::count);

            for (int i = 0; i < 300; i++) {
                announcer.on(engaged(new Scope.Service("type-" + i), Tier.L1, clock.instant()));
            }

            assertThat(results).isEqualTo(Map.of("dropped", 300 - 256));
        }
    }
}
