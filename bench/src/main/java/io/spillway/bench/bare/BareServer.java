package io.spillway.bench.bare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * A Javalin server with one route for a task and one for a batch, and nothing in between: no token, no checks, no numbers. It
 * parses the JSON, answers when Redis has the tasks, and runs them with the bare cycle.
 */
public final class BareServer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Submissions submissions;
    private final AtomicLong ids = new AtomicLong(10_000_000);
    private final AtomicLong acknowledged = new AtomicLong();

    private final AtomicLong settled;

    private BareServer(Submissions submissions, AtomicLong settled) {
        this.submissions = submissions;
        this.settled = settled;
    }

    /** @param args the URL of Redis, a file for the port, and {@code virtual} or {@code pool} for the kind of threads */
    public static void main(String[] args) throws IOException {
        URI redis = URI.create(args[0]);
        Jedis forSubmissions = new Jedis(redis);
        Jedis forWork = new Jedis(redis);
        forWork.xgroupCreate(CycleWorker.PREFIX + "queue", "workers", new StreamEntryID(0, 0), true);
        AtomicLong settled = new AtomicLong();
        CycleWorker worker = new CycleWorker(forWork, ended -> settled.addAndGet(ended.size()));
        Submissions submissions =
                new Submissions(forSubmissions, forSubmissions.scriptLoad(Scripts.read("submit.lua")), worker::ring);
        Thread.ofPlatform().daemon().name("submissions").start(submissions);
        Thread.ofPlatform().daemon().name("worker").start(worker);
        BareServer server = new BareServer(submissions, settled);
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = args[2].equals("virtual");
            config.routes.post("/tasks", server::single);
            config.routes.post("/tasks/batch", server::batch);
            config.routes.get("/stats", server::stats);
        });
        javalin.start("127.0.0.1", 0);
        Path file = Path.of(args[1]);
        Path written = Files.writeString(Path.of(file + ".tmp"), Integer.toString(javalin.port()));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void single(Context ctx) throws IOException {
        String id = id(JSON.readTree(ctx.bodyAsBytes()));
        submissions.submit(List.of(id));
        acknowledged.incrementAndGet();
        answer(ctx.status(201), JSON.createObjectNode().put("id", id));
    }

    private void batch(Context ctx) throws IOException {
        List<String> batch = new ArrayList<>();
        for (JsonNode task : JSON.readTree(ctx.bodyAsBytes()).path("tasks")) {
            batch.add(id(task));
        }
        submissions.submit(batch);
        acknowledged.addAndGet(batch.size());
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        batch.forEach(id -> results.addObject().put("status", 201).put("id", id));
        answer(ctx, answer);
    }

    private String id(JsonNode task) {
        if (!task.path("type").isTextual() || !task.path("payload").isObject()) {
            throw new IllegalArgumentException("no task: " + task);
        }
        return task.path("type").textValue() + ".0.01HF7YAT7TZBA5RY" + ids.incrementAndGet();
    }

    private void stats(Context ctx) throws IOException {
        answer(
                ctx,
                JSON.createObjectNode().put("acknowledged", acknowledged.get()).put("settled", settled.get()));
    }

    private static void answer(Context ctx, ObjectNode json) throws IOException {
        ctx.contentType("application/json").result(JSON.writeValueAsBytes(json));
    }
}
