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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An alert that one of three nodes receives is in force on all three at once, and is engaged once. */
@Packaged
@Alone
@Timeout(300)
final class EngageTest {

    private static final int ENGAGEMENTS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(10);

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
        }
        /* The first ones are the servers' first ones, too. */
        List<Long> warm =
                nanos.subList(nanos.size() / 4, nanos.size()).stream().sorted().toList();
        FigureFile.LOOP.write("a webhook's POST → in force on a node of three", FigureFile.percentiles(warm));
    }

    private static void post(Api webhook, Map<String, Object> notice) {
        Api.Answer answer = webhook.send("POST", "/api/v1/alertmanager", ControlAlert.body(List.of(notice)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private ServerSetup node(String name, SharedRedis redis) throws IOException {
        return ServerSetup.in(Files.createDirectories(folder.resolve(name)))
                .with("redis.url", redis.url())
                .with("engine.node-name", name);
    }
}
