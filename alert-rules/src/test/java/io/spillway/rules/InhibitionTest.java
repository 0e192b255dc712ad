package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped configuration does in a real Alertmanager. */
final class InhibitionTest {

    private final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> announcements = new LinkedBlockingQueue<>();
    private HttpServer spillway;
    private RealAlertmanager alertmanager;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        spillway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        spillway.createContext("/api/v1/alertmanager", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            notifications.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        spillway.createContext("/wecom", exchange -> {
            announcements.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        spillway.start();
        alertmanager = RealAlertmanager.withTheShippedConfiguration(
                folder, spillway.getAddress().getPort());
    }

    @AfterEach
    void stop() throws Exception {
        alertmanager.close();
        spillway.stop(0);
    }

    @Test
    void aDegradedTypeIsMutedForPeopleAndForThatTypeOnlyWhileItsControlAlertGoesOn() throws Exception {
        alertmanager.post(alerts(
                "ServiceDegraded notify info service=coupon-redeem degraded=true tier=L1",
                "TaskErrorRateHigh notify critical service=coupon-redeem tier=L1",
                "QueueWaitLong notify warning service=coupon-redeem",
                "TaskErrorRateHigh control critical service=coupon-redeem tier=L1 scope=service",
                "TaskErrorRateHigh notify critical service=stock-deduct tier=L1",
                "SpillwayDown notify critical",
                "CorePathErrorRateHigh notify critical tier=L2"));

        assertThat(statesOnce("TaskErrorRateHigh notify coupon-redeem is suppressed"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ServiceDegraded notify coupon-redeem", "active",
                        "TaskErrorRateHigh notify coupon-redeem", "suppressed",
                        "QueueWaitLong notify coupon-redeem", "suppressed",
                        "TaskErrorRateHigh control coupon-redeem", "active",
                        "TaskErrorRateHigh notify stock-deduct", "active",
                        "SpillwayDown notify ", "active",
                        "CorePathErrorRateHigh notify ", "active"));
    }

    @Test
    void whileTheSiteFailsPeopleHearOfThatAloneAndControlAlertsGoOn() throws Exception {
        alertmanager.post(alerts(
                "SiteErrorRateHigh notify critical tier=L3 cluster=spillway",
                "SiteErrorRateHigh control critical tier=L3 cluster=spillway",
                "CorePathErrorRateHigh notify critical tier=L2 cluster=spillway",
                "CorePathErrorRateHigh control critical tier=L2 cluster=spillway",
                "CorePathErrorRateHigh notify critical tier=L2 cluster=other service=x",
                "SpillwayDown notify critical cluster=spillway"));

        assertThat(statesOnce("CorePathErrorRateHigh notify  is suppressed"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "SiteErrorRateHigh notify ", "active",
                        "SiteErrorRateHigh control ", "active",
                        "CorePathErrorRateHigh notify ", "suppressed",
                        "CorePathErrorRateHigh control ", "active",
                        "CorePathErrorRateHigh notify x", "active",
                        "SpillwayDown notify ", "active"));
    }

    @Test
    void aControlAlertReachesSpillwayAtOnceWithItsToken() throws Exception {
        alertmanager.post(alerts("CorePathErrorRateHigh control critical tier=L2 scope=core"));

        String body = notifications.poll(5, TimeUnit.SECONDS);

        assertThat(body).isNotNull();
        JsonNode payload = Project.json(body);
        assertThat(payload.path("version").asText()).isEqualTo("4");
        assertThat(payload.at("/alerts/0/status").asText()).isEqualTo("firing");
        assertThat(payload.at("/alerts/0/labels/tier").asText()).isEqualTo("L2");
        assertThat(tokens.poll()).isEqualTo("Bearer s3cret");
    }

    @Test
    void eachChangeOfATierIsAnnouncedByItselfAtOnceAlsoWhileItsTypeIsMuted() throws Exception {
        alertmanager.post(alerts(
                "ServiceDegraded notify info service=coupon-redeem degraded=true tier=L1",
                "TaskErrorRateHigh notify critical service=coupon-redeem tier=L1"));
        statesOnce("TaskErrorRateHigh notify coupon-redeem is suppressed");
        alertmanager.post(
                alerts(
                        "SpillwayTierChanged notify warning scope=service:coupon-redeem service=coupon-redeem tier=L1 event=engage",
                        "SpillwayTierChanged notify critical scope=service:coupon-redeem service=coupon-redeem tier=L1 event=latch",
                        "SpillwayTierChanged notify info scope=service:coupon-redeem service=coupon-redeem tier=NONE event=release"));

        List<String> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            JsonNode payload = Project.json(announcements.poll(10, TimeUnit.SECONDS));
            assertThat(payload.path("alerts")).hasSize(1);
            events.add(payload.at("/alerts/0/labels/event").asText());
        }
        assertThat(events).containsExactlyInAnyOrder("engage", "latch");
        assertThat(announcements).isEmpty();
    }

    /** Each alert as {@code name purpose severity label=value …}. */
    private static String alerts(String... lines) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (String line : lines) {
            String[] words = line.split(" ");
            var labels = array.addObject().putObject("labels");
            labels.put("alertname", words[0]).put("purpose", words[1]).put("severity", words[2]);
            for (int i = 3; i < words.length; i++) {
                labels.put(words[i].substring(0, words[i].indexOf('=')), words[i].substring(words[i].indexOf('=') + 1));
            }
        }
        return array.toString();
    }

    /** Every alert's state, as soon as one of them is what is awaited: the inhibitor learns of alerts a moment later. */
    private Map<String, String> statesOnce(String awaited) throws Exception {
        Map<String, String> states = new TreeMap<>();
        for (int tries = 0; tries < 100; tries++) {
            for (JsonNode alert : Project.json(alertmanager.alerts())) {
                JsonNode labels = alert.path("labels");
                states.put(
                        labels.path("alertname").asText() + " "
                                + labels.path("purpose").asText() + " "
                                + labels.path("service").asText(),
                        alert.path("status").path("state").asText());
            }
            boolean reached = states.entrySet().stream()
                    .anyMatch(each -> (each.getKey() + " is " + each.getValue()).equals(awaited));
            boolean known = !states.containsValue("unprocessed");
            if (reached && known) {
                break;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return states;
    }
}
