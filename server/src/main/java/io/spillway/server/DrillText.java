package io.spillway.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Drills as the command line prints them. */
final class DrillText {

    private static final Map<String, String> VERDICTS =
            Map.of("held", "held", "broken", "BROKEN", "computed", "computed", "open", "not seen");

    private DrillText() {}

    /** The phases that a reader has not seen yet, a line each. */
    static List<String> phases(JsonNode drill, int seen) {
        List<String> lines = new ArrayList<>();
        JsonNode phases = drill.path("phases");
        for (int i = seen; i < phases.size(); i++) {
            JsonNode each = phases.get(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "%7.1f s  %s",
                    each.path("afterSeconds").asDouble(),
                    each.path("phase").asText()));
        }
        return lines;
    }

    static String report(JsonNode drill) {
        StringBuilder text = new StringBuilder();
        line(text, "%n%-12s %10s %10s  %s", "hop", "took", "at most", "");
        for (JsonNode hop : drill.path("hops")) {
            line(
                    text,
                    "%-12s %10s %10s  %s",
                    hop.path("hop").asText(),
                    seconds(hop.path("seconds")),
                    seconds(hop.path("boundSeconds")),
                    verdict(hop));
        }
        line(text, "%n%-12s %-9s %s", "promise", "", "");
        for (JsonNode promise : drill.path("promises")) {
            line(
                    text,
                    "%-12s %-9s %s",
                    promise.path("promise").asText(),
                    verdict(promise),
                    promise.path("detail").asText());
        }
        line(text, "%n%s", result(drill));
        return text.toString();
    }

    /** What came of it, a sentence. */
    static String result(JsonNode drill) {
        String id = drill.path("id").asText();
        return switch (drill.path("phase").asText()) {
            case "DONE" ->
                isAllSeen(drill)
                        ? "Drill " + id + ": the loop is proven, every promise held."
                        : "Drill " + id + ": every promise that was come to held; the release is computed, not seen.";
            case "FAILED" -> "Drill " + id + " FAILED: " + drill.path("why").asText();
            case "ABORTED" ->
                "Drill " + id + " was aborted: " + drill.path("why").asText();
            default -> "Drill " + id + " is under way: " + drill.path("phase").asText() + ".";
        };
    }

    private static boolean isAllSeen(JsonNode drill) {
        for (JsonNode promise : drill.path("promises")) {
            if (!promise.path("verdict").asText().equals("held")) {
                return false;
            }
        }
        return true;
    }

    static String list(JsonNode all) {
        StringBuilder text = new StringBuilder();
        for (JsonNode drill : all.path("drills")) {
            line(
                    text,
                    "%s  %-20.20s  %-10s %s%s",
                    drill.path("id").asText(),
                    drill.path("startedAt").asText(),
                    drill.path("phase").asText(),
                    drill.path("by").asText(),
                    drill.has("why") ? ": " + drill.path("why").asText() : "");
        }
        line(
                text,
                "%s",
                all.has("provenAt")
                        ? "The loop was last proven at " + all.path("provenAt").asText() + "."
                        : "The loop has never been proven here.");
        return text.toString();
    }

    private static String seconds(JsonNode number) {
        return number.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.2f s", number.asDouble());
    }

    private static String verdict(JsonNode of) {
        String word = of.path("verdict").asText();
        return VERDICTS.getOrDefault(word, word);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append(System.lineSeparator());
    }
}
