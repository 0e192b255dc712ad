package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.LetterFilter;
import java.util.List;

/** Bulk jobs as the API shows them. */
final class BulkJson {

    private BulkJson() {}

    static ObjectNode of(List<BulkJob> jobs) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("replays");
        jobs.forEach(each -> list.add(of(each)));
        return json;
    }

    static ObjectNode of(BulkJob job) {
        ObjectNode json = Json.object();
        BulkOrder order = job.order();
        json.put("id", job.id().value());
        json.put("action", order.action().label());
        json.put("state", job.state().label());
        BulkJob.Waiting waiting = job.waiting();
        if (waiting != null) {
            json.putObject("waiting").put("why", waiting.why().label()).put("detail", waiting.detail());
        }
        filter(json, order.filter());
        json.put("perSecond", order.perSecond());
        if (order.limit() != null) {
            json.put("limit", order.limit());
        }
        json.put("by", order.by());
        json.put("reason", order.reason());
        Json.put(json, "startedAt", job.times().started());
        Json.put(json, "endedAt", job.times().ended());
        Json.put(json, "node", job.node());
        progress(json, job);
        return json;
    }

    private static void filter(ObjectNode json, LetterFilter filter) {
        Json.put(json, "type", filter.type());
        Json.put(json, "cause", LetterFilters.label(filter.cause()));
        Json.put(json, "text", filter.text());
        Json.put(json, "key", filter.key());
        Json.put(json, "since", filter.since());
        Json.put(json, "until", filter.until());
    }

    private static void progress(ObjectNode json, BulkJob job) {
        BulkJob.Progress progress = job.progress();
        json.put("total", progress.total());
        json.put("looked", progress.looked());
        json.put("done", progress.done());
        json.putObject("skipped")
                .put("gone", progress.skipped().gone())
                .put("changed", progress.skipped().moved());
        if (job.order().action() == BulkOrder.Action.REPLAY) {
            json.put("succeeded", progress.outcomes().succeeded());
            json.put("failedAgain", progress.outcomes().failed());
            json.put("canceled", progress.outcomes().canceled());
            json.put("open", progress.outcomes().open());
        }
        job.left().ifPresent(left -> json.put("secondsLeft", left.toSeconds()));
    }
}
