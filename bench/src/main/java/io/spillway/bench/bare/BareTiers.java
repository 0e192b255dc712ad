package io.spillway.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * The least way from a webhook to a tier that each node knows: no token, no checks, no policy, no audit. A script keeps the alert and
 * the tier and tells all nodes; each of them reads the tier and tells its streams.
 */
public final class BareTiers {

    public static final String WEBHOOK = "/api/v1/alertmanager";
    public static final String WATCH = "/api/v1/degradation/watch";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "bare:";

    private final Jedis writes;
    private final Jedis reads;
    private final String script;
    private final Set<SseClient> streams = ConcurrentHashMap.newKeySet();

    private BareTiers(URI redis) throws IOException {
        this.writes = new Jedis(redis);
        this.reads = new Jedis(redis);
        this.script = writes.scriptLoad(Scripts.read("engage.lua"));
    }

    /** @param args the URL of Redis and a file for the port */
    public static void main(String[] args) throws IOException {
        URI redis = URI.create(args[0]);
        BareTiers tiers = new BareTiers(redis);
        Thread.ofPlatform().daemon().name("bell").start(() -> tiers.listen(redis));
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.routes.post(WEBHOOK, tiers::webhook);
            config.routes.sse(WATCH, tiers::watch);
        });
        javalin.start("127.0.0.1", 0);
        Path file = Path.of(args[1]);
        Path written = Files.writeString(Path.of(file + ".tmp"), Integer.toString(javalin.port()));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void webhook(Context ctx) throws IOException {
        for (JsonNode alert : JSON.readTree(ctx.bodyAsBytes()).path("alerts")) {
            String scope = "service:" + alert.path("labels").path("service").asText();
            List<String> args = List.of(
                    alert.path("fingerprint").asText(),
                    alert.toString(),
                    scope,
                    alert.path("labels").path("tier").asText());
            synchronized (writes) {
                writes.evalsha(script, List.of(PREFIX), args);
            }
        }
        ctx.contentType("application/json").result("{}");
    }

    private void watch(SseClient stream) {
        stream.keepAlive();
        stream.onClose(() -> streams.remove(stream));
        streams.add(stream);
    }

    private void listen(URI redis) {
        try (Jedis jedis = new Jedis(redis)) {
            jedis.subscribe(
                    new JedisPubSub() {
                        @Override
                        public void onMessage(String channel, String scope) {
                            told(scope);
                        }
                    },
                    PREFIX + "bell");
        }
    }

    private void told(String scope) {
        ObjectNode event = JSON.createObjectNode();
        event.putArray("scopes").addObject().put("scope", scope).put("tier", reads.hget(PREFIX + "tiers", scope));
        streams.forEach(each -> each.sendEvent(event.toString()));
    }
}
