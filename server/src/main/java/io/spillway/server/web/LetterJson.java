package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSummary;

/** Dead letters as the API shows them. */
final class LetterJson {

    private LetterJson() {}

    static ObjectNode of(LetterPage page) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("deadLetters");
        page.letters().forEach(each -> list.add(of(each)));
        LetterCursor next = page.next();
        json.put("looked", page.looked());
        json.put("of", page.total());
        json.put("next", next == null ? null : next.text());
        return json;
    }

    private static ObjectNode of(DeadLetter letter) {
        ObjectNode json = Json.object();
        json.put("id", letter.id().value());
        json.put("type", letter.type());
        json.put("failedAt", letter.failedAt().toString());
        json.put("createdAt", letter.createdAt().toString());
        json.putObject("error")
                .put("cause", letter.failure().cause().label())
                .put("message", letter.failure().message());
        json.put("attempt", letter.attempts().made());
        json.put("maxAttempts", letter.attempts().max());
        json.put("criticality", letter.criticality().name());
        Json.put(json, "idempotencyKey", letter.key());
        Json.put(json, "node", letter.attempts().node());
        json.put("payloadBytes", letter.payloadBytes());
        if (letter.done()) {
            json.put("done", true);
        }
        return json;
    }

    static ObjectNode of(LetterSummary summary) {
        ObjectNode json = Json.object();
        json.put("looked", summary.looked());
        json.put("of", summary.total());
        json.put("matched", summary.matched());
        ArrayNode groups = json.putArray("groups");
        summary.groups()
                .forEach(each -> groups.addObject()
                        .put("type", each.type())
                        .put("cause", each.cause().label())
                        .put("text", each.pattern())
                        .put("count", each.count())
                        .put("lastFailedAt", each.last().toString()));
        json.put("others", summary.others());
        LetterSummary.Times times = summary.times();
        if (times != null) {
            ObjectNode when = json.putObject("times")
                    .put("from", times.from().toString())
                    .put("step", times.step().toString())
                    .put("complete", times.complete());
            ArrayNode counts = when.putArray("counts");
            times.counts().forEach(counts::add);
        }
        return json;
    }
}
