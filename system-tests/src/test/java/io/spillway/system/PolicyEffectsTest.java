package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.fallback.FallbackPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that a policy file can say of a tier, as a caller meets it, and its switch to observe, which needs no Redis. */
@Packaged
@Timeout(180)
final class PolicyEffectsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SLOW = Duration.ofMillis(300);
    private static final int SHARE_OF_EIGHT = 2;

    private static final String POLICY = """
            observe: false
            tiers:
              L1:
                sheds: [SHEDDABLE]
                concurrency-share-of: {with-fallback: 0.25}
                retries: {max-attempts: 2, slower: 30}
                fallback: true
                pause: [probe-noop]
                slow: 300ms
            """;

    @TempDir
    Path folder;

    private Api api;

    @Test
    void aTierDoesAllThatItsPolicySaysUntilItIsToBeObserved() throws IOException {
        new PackedPlugin("fallback", FallbackPlugin.class, Set.of()).into(folder.resolve("plugins"));
        policy(POLICY);
        try (SharedRedis redis = SharedRedis.start(folder);
                ServerProcess server = ServerProcess.start(ServerSetup.in(folder)
                        .with("redis.url", redis.url())
                        .with("pool.min-workers", "8")
                        .with("pool.max-workers", "8")
                        .with(
                                "degrade.policy-file",
                                folder.resolve("policy.yml").toString()))) {
            api = server.api();
            withoutATierNothingIsHeldBack();

            ControlAlert alert = new ControlAlert("ServiceCpuHigh", "L1", "site", "");
            assertThat(server.webhook()
                            .send(
                                    "POST",
                                    "/api/v1/alertmanager",
                                    ControlAlert.body(List.of(alert.firing(Instant.now()))))
                            .status())
                    .isEqualTo(200);
            Await.until(
                    "tier L1 in full",
                    LIMIT,
                    () -> api.degradation("site").tier().equals("L1")
                            && api.degradation("site").intensity() == 1);

            sheds();
            fallsBack();
            String paused = pauses();
            retriesLess();
            runsFewerAtATime();
            policy(POLICY.replace("fallback: true", "fallback: false"));
            awaitStatus("no fallback any more", FallbackPlugin.TYPE, 503);
            ceasesToActOnceItIsObserved(paused);
            followsItsPolicyAlsoWithoutRedis(redis);
        }
    }

    private void withoutATierNothingIsHeldBack() {
        assertThat(api.submit(task("probe-sleep", "SHEDDABLE")).status()).isEqualTo(201);
        assertThat(result(task(FallbackPlugin.TYPE, "SHEDDABLE"))).isEqualTo("handler");
        api.awaitState(api.submitted(failsTwice()), "SUCCEEDED", LIMIT);
        assertThat(mostAtATime()).isGreaterThan(SHARE_OF_EIGHT);
        assertThat(slowed("probe-sleep")).isZero();
    }

    private void sheds() {
        Api.Answer shed = api.submit(task("probe-sleep", "SHEDDABLE"));

        assertThat(shed.status()).as(shed.body()).isEqualTo(503);
        assertThat(shed.json().path("tier").asText()).as(shed.body()).isEqualTo("L1");
        assertThat(shed.json().path("scope").asText()).as(shed.body()).isEqualTo("site");
        assertThat(Integer.parseInt(shed.header("Retry-After"))).isPositive();
    }

    private void fallsBack() {
        assertThat(result(task(FallbackPlugin.TYPE, "SHEDDABLE"))).isEqualTo("fallback of L1");
        assertThat(result(task(FallbackPlugin.TYPE, "CRITICAL"))).isEqualTo("handler");
    }

    /** What may wait does, and its caller is slowed; what is most critical runs, and is not. */
    private String pauses() {
        long begin = System.nanoTime();
        Api.Answer answer = api.submit(task("probe-noop", "CRITICAL"));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        double slowed = slowed("probe-noop");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(took).as("how long the caller waited").isGreaterThanOrEqualTo(SLOW);
        assertThat(slowed).isGreaterThanOrEqualTo(SLOW.toMillis() / 1000.0);
        assertThat(answer.json().path("waiting").path("why").asText())
                .as(answer.body())
                .isEqualTo("tier");

        api.awaitState(api.submitted(task("probe-noop", "CRITICAL_PLUS")), "SUCCEEDED", LIMIT);
        String paused = answer.json().path("id").asText();
        assertThat(api.state(paused)).isEqualTo("PENDING");
        assertThat(slowed("probe-noop")).isEqualTo(slowed);
        return paused;
    }

    private void retriesLess() {
        String id = api.submitted(failsTwice());

        api.awaitState(id, "FAILED", LIMIT);

        JsonNode task = api.task(id);
        assertThat(task.path("attempt").asInt()).isEqualTo(2);
        assertThat(task.path("error").path("message").asText()).contains("tier L1");
        assertThat(Duration.between(at(task, "createdAt"), at(task, "finishedAt")))
                .as("the first pause of 40 ms or more, times thirty")
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_200));
    }

    private void runsFewerAtATime() {
        assertThat(mostAtATime()).isBetween(1, SHARE_OF_EIGHT);
    }

    private void ceasesToActOnceItIsObserved(String paused) throws IOException {
        policy(POLICY.replace("    sheds", "    observe: true\n    sheds"));

        api.awaitState(paused, "SUCCEEDED", LIMIT);
        double slowed = slowed("probe-sleep");
        assertThat(api.submit(task("probe-sleep", "SHEDDABLE")).status()).isEqualTo(201);
        assertThat(slowed("probe-sleep")).isEqualTo(slowed);
        assertThat(api.degradation("site").state()).isEqualTo("OBSERVE");

        policy(POLICY);
        awaitStatus("a tier that acts again", "probe-sleep", 503);
    }

    /* A tier answers from memory; what it lets through meets the Redis that is away. */
    private void followsItsPolicyAlsoWithoutRedis(SharedRedis redis) throws IOException {
        redis.kill();
        Await.until("a server that knows it", LIMIT, () -> api.answers("/-/ready", 503));
        sheds();

        policy(POLICY.replace("observe: false", "observe: true"));
        Await.until(
                "a submission that no tier keeps out",
                LIMIT,
                () -> api.submit(task("probe-sleep", "SHEDDABLE"))
                        .json()
                        .path("tier")
                        .isMissingNode());
        Api.Answer away = api.submit(task("probe-sleep", "SHEDDABLE"));
        assertThat(away.status()).as(away.body()).isEqualTo(503);
        assertThat(away.json().path("tier").isMissingNode()).as(away.body()).isTrue();
        assertThat(api.degradation("site").state()).isEqualTo("OBSERVE");

        policy(POLICY);
        Await.until(
                "a tier that acts again, still without Redis",
                LIMIT,
                () -> api.degradation("site").state().equals("ENGAGED"));
        sheds();
    }

    /** How many of sixteen tasks ran side by side, at the most: their handler counts, since a claim may come before a run. */
    private int mostAtATime() {
        List<Map<String, Object>> tasks = Collections.nCopies(16, Api.task(FallbackPlugin.TYPE, Map.of("millis", 150)));
        int most = 0;
        for (JsonNode each : api.batch(tasks)) {
            String id = each.path("id").asText();
            api.awaitState(id, "SUCCEEDED", LIMIT);
            most = Math.max(most, api.task(id).path("result").path("running").asInt());
        }
        return most;
    }

    private String result(Map<String, Object> task) {
        String id = api.submitted(task);
        api.awaitState(id, "SUCCEEDED", LIMIT);
        return api.task(id).path("result").path("by").asText();
    }

    private double slowed(String type) {
        return api.metrics().sum("spillway_submissions_slowed_seconds_total", "type", type);
    }

    private void awaitStatus(String what, String type, int status) {
        Await.until(what, LIMIT, () -> api.submit(task(type, "SHEDDABLE")).status() == status);
    }

    private static Map<String, Object> task(String type, String criticality) {
        Map<String, Object> payload = type.equals("probe-noop") ? Map.of() : Map.of("millis", 0);
        return Map.of("type", type, "payload", payload, "criticality", criticality);
    }

    private static Map<String, Object> failsTwice() {
        return Api.task("probe-fail", Map.of("cause", "third-party", "times", 2));
    }

    private static Instant at(JsonNode task, String field) {
        return Instant.parse(task.path(field).asText());
    }

    /* Renamed into place, as the manual says. */
    private void policy(String text) throws IOException {
        Path draft = Files.writeString(folder.resolve("policy.yml.part"), text);
        Files.move(
                draft,
                folder.resolve("policy.yml"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
