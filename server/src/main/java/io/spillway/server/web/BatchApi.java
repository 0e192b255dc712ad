package io.spillway.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.submit.Submitter;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Many tasks in one request: each is taken or refused by itself, and the answer has one result for each, in order. The
 * pointers in a result's problem begin at its own task.
 */
final class BatchApi {

    private static final int MAX_TASKS = 10_000;
    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");

    private final Submitter submitter;
    private final TaskRequests requests;
    private final InstantSource clock;

    BatchApi(Submitter submitter, TaskRequests requests, InstantSource clock) {
        this.submitter = submitter;
        this.clock = clock;
        this.requests = requests;
    }

    void submit(Context ctx) {
        if (ctx.header("Idempotency-Key") != null) {
            throw Problem.of(400, "A batch has no key of its own: give each task its idempotencyKey.")
                    .exception();
        }
        Caller caller = Caller.of(ctx);
        List<Item> items = LINES.contains(Json.mediaType(ctx)) ? lines(ctx, caller) : tasks(ctx, caller);
        if (items.isEmpty()) {
            throw Problem.invalid("", "must hold at least one task").exception();
        }
        Iterator<SubmitAnswer> answers = submitter
                .submit(items.stream()
                        .filter(Item.Readable.class::isInstance)
                        .map(item -> ((Item.Readable) item).request())
                        .toList())
                .iterator();
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        for (Item item : items) {
            results.add(
                    switch (item) {
                        case Item.Readable readable -> result(SubmitAnswers.of(answers.next()));
                        case Item.Unreadable unreadable -> result(unreadable.problem());
                    });
        }
        Json.answer(ctx, body);
    }

    private ObjectNode result(SubmitAnswers answer) {
        return switch (answer) {
            case SubmitAnswers.Accepted accepted -> {
                ObjectNode result = Json.object()
                        .put("status", accepted.status())
                        .put("id", accepted.task().id().value());
                accepted.pause().ifPresent(pause -> result.set("waiting", WaitingJson.of(pause, clock.instant())));
                yield result;
            }
            case SubmitAnswers.Refused refused -> result(refused.problem());
        };
    }

    private static ObjectNode result(Problem problem) {
        ObjectNode result = Json.object().put("status", problem.status());
        result.set("problem", problem.json(null));
        return result;
    }

    private List<Item> tasks(Context ctx, Caller caller) {
        ObjectNode body = Json.body(ctx);
        Fields fields = new Fields(body, Set.of("tasks"));
        if (!(body.get("tasks") instanceof ArrayNode)) {
            fields.wrong("tasks", body.has("tasks") ? "must be a list" : "is required");
        }
        fields.check();
        JsonNode tasks = body.get("tasks");
        refuseTooMany(tasks.size());
        List<Item> items = new ArrayList<>();
        for (JsonNode task : tasks) {
            items.add(item(() -> {
                if (task instanceof ObjectNode object) {
                    return requests.read(object, caller);
                }
                throw Problem.invalid("", "must be a JSON object").exception();
            }));
        }
        return items;
    }

    private List<Item> lines(Context ctx, Caller caller) {
        List<String> lines = new String(Json.bytes(ctx), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(MAX_TASKS + 1L)
                .toList();
        refuseTooMany(lines.size());
        return lines.stream()
                .map(line -> item(() -> requests.read(Json.object(line.getBytes(StandardCharsets.UTF_8)), caller)))
                .toList();
    }

    private static void refuseTooMany(int size) {
        if (size > MAX_TASKS) {
            throw Problem.invalid("/tasks", "must not hold more than 10,000 tasks")
                    .exception();
        }
    }

    private static Item item(Supplier<SubmitRequest> reading) {
        try {
            return new Item.Readable(reading.get());
        } catch (Problem.ProblemException e) {
            return new Item.Unreadable(e.problem());
        }
    }

    /** One task of the batch. */
    private sealed interface Item {
        record Readable(SubmitRequest request) implements Item {}

        record Unreadable(Problem problem) implements Item {}
    }
}
