package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a tier sheds is answered with 503, and no rule takes that for a failure of the site. */
@Packaged
@Timeout(180)
final class ShedTrafficTest {

    @TempDir
    Path folder;

    @Test
    void sheddingHalfOfTheTrafficNeverFeedsTheSitesAlert() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger shed = new AtomicInteger();
        try (ServerProcess server = ServerProcess.start(ServerSetup.in(folder));
                PrometheusProcess prometheus = PrometheusProcess.start(folder, overlay(server));
                ScheduledExecutorService sender = Executors.newScheduledThreadPool(2)) {
            Api api = server.api();
            for (String criticality : List.of("CRITICAL", "SHEDDABLE")) {
                sender.scheduleAtFixedRate(
                        () -> count(submit(api, criticality), taken, shed), 0, 25, TimeUnit.MILLISECONDS);
            }
            Await.until(
                    "answers in Prometheus's records",
                    Duration.ofSeconds(30),
                    () -> prometheus.isTrue("site:http_requests:rate1m > 10"));
            assertThat(shed).as("shed before the tier").hasValue(0);

            assertThat(api.engage("site", "L1", "half of the traffic", Duration.ofMinutes(10))
                            .status())
                    .isEqualTo(200);
            int takenBefore = taken.get();
            Await.until(
                    "three windows of the rules in which half was shed",
                    Duration.ofSeconds(60),
                    () -> shed.get() >= 600 && taken.get() - takenBefore >= 600);
            sender.shutdown();

            double share = 100.0 * shed.get() / (shed.get() + taken.get() - takenBefore);
            assertThat(share).as("per cent shed").isBetween(40.0, 60.0);
            Await.until(
                    "the shed answers in Prometheus",
                    Duration.ofSeconds(20),
                    () -> prometheus.isTrue(
                            "sum(spillway_http_request_duration_seconds_count{status=\"503\"}) >= 600"));
            assertThat(prometheus.value("max_over_time(site:http_errors:ratio_rate1m[5m])"))
                    .as("the highest failure ratio of the site")
                    .hasValue(0.0);
            assertThat(prometheus.value("max_over_time(service:task_errors:ratio_rate1m{service=\"probe-noop\"}[5m])"))
                    .as("the highest failure ratio of the type")
                    .hasValue(0.0);
            assertThat(prometheus.value("count_over_time(ALERTS{alertname=\"SiteErrorRateHigh\"}[5m])"))
                    .as("SiteErrorRateHigh, pending or firing")
                    .isEmpty();
            FigureFile.LOOP.write(
                    "shed traffic", "%.0f %% of the submissions were shed, failure ratio 0".formatted(share));
        }
    }

    private Path overlay(ServerProcess server) {
        RulesOverlay.Ports ports = new RulesOverlay.Ports(server.port(), Child.freePort(), Child.freePort());
        return RulesOverlay.write(folder.resolve("overlay"), ports)
                .secret("metrics-token", server.token("metrics-token"))
                .prometheus();
    }

    private static int submit(Api api, String criticality) {
        return api.submit(Map.of("type", "probe-noop", "payload", Map.of(), "criticality", criticality))
                .status();
    }

    private static void count(int status, AtomicInteger taken, AtomicInteger shed) {
        if (status == 201) {
            taken.incrementAndGet();
        } else if (status == 503) {
            shed.incrementAndGet();
        }
    }
}
