package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** An alert that one of three nodes receives is in force on all three at once, and is engaged once. */
@Packaged
@Alone
@Timeout(300)
final class EngageTest {

    private static final int ENGAGEMENTS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What all nodes share for good: its bound is a number of entries, or what it is about. */
    private static final Set<String> UNEXPIRING = Set.of(
            "spillway:{types}:all",
            "spillway:{alerts}:state",
            "spillway:{alerts}:revision",
            "spillway:{alerts}:recent",
            "spillway:{tiers}:state",
            "spillway:{tiers}:changes",
            "spillway:{audit}:log",
            "spillway:{audit}:head",
            "spillway:{audit}:names",
            "spillway:{bulk}:open",
            "spillway:{breakers}:forced");

    private static final String OF_A_TYPE = "spillway:\\{[^/{}]+/0}:(shard|queue:[A-Z_]+)";

    @TempDir
    Path folder;

    @Test
    void aWebhookAtAnyNodeIsInForceOnAllOfThem() throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (SharedRedis redis = SharedRedis.start(folder);
                ServerProcess one = ServerProcess.start(node("one", redis));
                ServerProcess two = ServerProcess.start(node("two", redis));
                ServerProcess three = ServerProcess.start(node("three", redis));
                TierWatch atOne = TierWatch.of(one);
                TierWatch atTwo = TierWatch.of(two);
                TierWatch atThree = TierWatch.of(three)) {
            List<ServerProcess> nodes = List.of(one, two, three);
            List<TierWatch> watches = List.of(atOne, atTwo, atThree);
            List<Api> webhooks = nodes.stream().map(ServerProcess::webhook).toList();

            for (int i = 0; i < ENGAGEMENTS; i++) {
                ControlAlert alert = ControlAlert.ofService("engage-" + i);
                long begin = System.nanoTime();
                post(webhooks.get(i % webhooks.size()), alert.firing(Instant.now()));
                for (TierWatch watch : watches) {
                    long took =
                            Await.value(alert.written() + " in force", LIMIT, () -> watch.engagedAt(alert.written()))
                                    - begin;
                    nanos.add(took);
                }
            }

            for (int i = 0; i < ENGAGEMENTS; i++) {
                assertThat(one.api().audited("degradation.engage", "service:engage-" + i))
                        .as("entries of engage-" + i)
                        .isOne();
            }
            workALittle(one.api());
            assertThat(redis.ask(EngageTest::withoutExpiry))
                    .as("keys that do not expire, and are not on the list of ARCHITECTURE.md")
                    .allMatch(key -> UNEXPIRING.contains(key) || key.matches(OF_A_TYPE));
        }
        /* The first ones are the servers' first ones, too. */
        List<Long> warm =
                nanos.subList(nanos.size() / 4, nanos.size()).stream().sorted().toList();
        FigureFile.LOOP.write("a webhook's POST → in force on a node of three", FigureFile.percentiles(warm));
    }

    /** So that there is something of each kind: ended, dead, canceled, with a limit. */
    private static void workALittle(Api api) {
        String limits = "{\"concurrency\": 5, \"reason\": \"a try\", \"ttl\": \"PT1M\"}";
        assertThat(api.send("PUT", "/api/v1/limits/probe-noop", limits).status())
                .isEqualTo(200);
        api.awaitState(api.submitted(Api.task("probe-noop", Map.of())), "SUCCEEDED", LIMIT);
        api.awaitState(api.submitted(Api.task("probe-fail", Map.of("cause", "invalid"))), "FAILED", LIMIT);
        String delayed = api.submitted(Map.of("type", "probe-noop", "payload", Map.of(), "delay", "PT1H"));
        assertThat(api.send("POST", "/api/v1/tasks/" + delayed + "/cancel", "").status())
                .isEqualTo(200);
    }

    private static List<String> withoutExpiry(Jedis redis) {
        Set<String> keys = redis.keys("*");
        assertThat(keys).hasSizeGreaterThan(UNEXPIRING.size());
        return keys.stream().filter(key -> redis.pttl(key) < 0).toList();
    }

    private static void post(Api webhook, Map<String, Object> notice) {
        Api.Answer answer = webhook.send("POST", "/api/v1/alertmanager", ControlAlert.body(List.of(notice)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private ServerSetup node(String name, SharedRedis redis) throws IOException {
        return ServerSetup.in(Files.createDirectories(folder.resolve(name)))
                .forMuchLoad()
                .with("redis.url", redis.url())
                .with("engine.node-name", name);
    }
}
