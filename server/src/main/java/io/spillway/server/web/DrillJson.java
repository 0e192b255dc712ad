package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.drill.Canaries;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillProof;
import io.spillway.server.drill.DrillReport;
import io.spillway.server.drill.Mark;
import io.spillway.server.drill.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Drills as the API shows them. */
final class DrillJson {

    private DrillJson() {}

    static ObjectNode of(DrillDesk desk) {
        List<Drill> drills = desk.recent();
        DrillProof proof = DrillProof.of(drills);
        ObjectNode json = Json.object().put("schedule", desk.config().schedule().text());
        Json.put(json, "provenAt", proof.passedAt().orElse(null));
        ArrayNode list = json.putArray("drills");
        drills.forEach(drill -> list.add(of(drill)));
        return json;
    }

    static ObjectNode of(Drill drill) {
        ObjectNode json = Json.object()
                .put("id", drill.id().ulid())
                .put("phase", drill.phase().name());
        Json.put(json, "why", drill.why());
        json.put("by", drill.order().by())
                .put("reason", drill.order().reason())
                .put("scheduled", drill.order().isScheduled())
                .put("injection", drill.order().injection().label())
                .put("rate", drill.order().rate())
                .put("timeLimit", drill.order().timeLimit().toString())
                .put("node", drill.node());
        Json.put(json, "startedAt", drill.startedAt());
        Json.put(json, "updatedAt", drill.timeline().updatedAt());
        Json.put(json, "endedAt", drill.endedAt().orElse(null));
        canaries(json.putObject("canaries"), drill.canaries());
        phases(json.putArray("phases"), drill);
        ObjectNode marks = json.putObject("marks");
        for (Mark mark : Mark.values()) {
            Json.put(
                    marks,
                    mark.name().toLowerCase(Locale.ROOT),
                    drill.timeline().of(mark).orElse(null));
        }
        report(json, DrillReport.of(drill));
        return json;
    }

    private static void canaries(ObjectNode json, Canaries canaries) {
        json.put("succeeded", canaries.succeeded())
                .put("failed", canaries.failed())
                .put("refused", canaries.refused())
                .put("injected", canaries.injected())
                .put("shed", canaries.shed())
                .put("admitted", canaries.admitted());
    }

    private static void phases(ArrayNode json, Drill drill) {
        for (Phase phase : Phase.values()) {
            drill.timeline()
                    .of(phase)
                    .ifPresent(at -> json.addObject()
                            .put("phase", phase.name())
                            .put("at", at.toString())
                            .put("afterSeconds", seconds(Duration.between(drill.startedAt(), at))));
        }
    }

    private static void report(ObjectNode json, DrillReport report) {
        ArrayNode hops = json.putArray("hops");
        for (DrillReport.Timed each : report.hops()) {
            ObjectNode hop = hops.addObject().put("hop", each.hop().label());
            number(hop, "seconds", each.took());
            number(hop, "boundSeconds", each.bound());
            hop.put("verdict", each.verdict().label());
        }
        ArrayNode promises = json.putArray("promises");
        for (DrillReport.Finding each : report.promises()) {
            promises.addObject()
                    .put("promise", each.promise().label())
                    .put("verdict", each.verdict().label())
                    .put("detail", each.detail());
        }
    }

    private static void number(ObjectNode json, String name, @Nullable Duration duration) {
        if (duration != null) {
            json.put(name, seconds(duration));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
