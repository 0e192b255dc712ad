package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.degrade.Admission;
import io.spillway.server.waiting.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Why a task does not run yet, as the API shows it: what must change first, and what else must. */
final class WaitingJson {

    private WaitingJson() {}

    /** @param reasons one at the least */
    static ObjectNode of(List<Reason> reasons, WaitingText text) {
        ObjectNode json = of(reasons.getFirst(), text);
        if (reasons.size() > 1) {
            var also = json.putArray("also");
            reasons.subList(1, reasons.size()).forEach(each -> also.add(of(each, text)));
        }
        return json;
    }

    /** What a new task of a paused type waits for. */
    static ObjectNode of(Admission.Pause pause, Instant now) {
        Reason reason = new Reason.KeptBack(pause.tier(), pause.scope(), pause.until());
        return of(List.of(reason), new WaitingText(new Format(Locale.ENGLISH, now)));
    }

    private static ObjectNode of(Reason reason, WaitingText text) {
        ObjectNode json = Json.object().put("why", reason.code()).put("text", text.of(reason));
        Json.put(json, "until", reason.until());
        switch (reason) {
            case Reason.Parked parked -> {
                json.put("before", parked.before());
                var holders = json.putArray("holders");
                parked.holders().forEach(each -> holders.add(each.value()));
            }
            case Reason.InQueue queue -> {
                json.put("before", queue.before());
                queue.expected().ifPresent(wait -> json.put("expectedWaitSeconds", Numbers.seconds(wait)));
            }
            case Reason.StorageFails _,
                    Reason.Delayed _,
                    Reason.RetryDue _,
                    Reason.NoHandler _,
                    Reason.KeptBack _,
                    Reason.Paused _,
                    Reason.BreakerOpen _,
                    Reason.AtConcurrency _,
                    Reason.AtRate _ -> {}
        }
        return json;
    }
}
