package io.spillway.server.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.policy.Simulation.Outcome;
import io.spillway.server.policy.Simulation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows what a simulation brought: a table for people, or JSON for programs. */
public final class Timeline {

    private static final List<String> HEAD = List.of("TIME", "SCOPE", "FROM", "TO", "WHY", "WHAT IT WOULD DO");

    private final Outcome outcome;

    public Timeline(Outcome outcome) {
        this.outcome = outcome;
    }

    public String text() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        outcome.steps()
                .forEach(step -> rows.add(List.of(
                        step.at().toString(),
                        step.to().scope().toString(),
                        shown(step.from()),
                        shown(step.to()),
                        printable(
                                step.to().reason() == null
                                        ? "Released."
                                        : step.to().reason()),
                        step.does())));
        return table(rows) + "\n" + summary();
    }

    private static String table(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length - 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        text.append("From %s to %s (%s): %d transitions, %s.%n"
                .formatted(
                        outcome.from(),
                        outcome.to(),
                        words(Duration.between(outcome.from(), outcome.to())),
                        outcome.steps().size(),
                        latched() ? "latched: a person would have to release" : "not latched"));
        times().forEach((scope, byTier) -> text.append("%s: %s%n"
                .formatted(
                        scope,
                        byTier.entrySet().stream()
                                .map(each -> each.getKey() + " for " + words(each.getValue()))
                                .collect(Collectors.joining(", ")))));
        outcome.open()
                .forEach(each -> text.append("At the end %s is still %s.%n".formatted(each.scope(), shown(each))));
        return text.toString();
    }

    private boolean latched() {
        return outcome.steps().stream().anyMatch(step -> step.to().state() == State.LATCHED);
    }

    /** How long each scope spent in each tier; what was only observed is told apart. */
    private Map<String, Map<String, Duration>> times() {
        Map<String, Map<String, Duration>> times = new TreeMap<>();
        Map<String, Step> last = new HashMap<>();
        for (Step step : outcome.steps()) {
            String scope = step.to().scope().toString();
            Step before = last.put(scope, step);
            if (before != null) {
                add(times, scope, before, step.at());
            }
        }
        last.forEach((scope, step) -> add(times, scope, step, outcome.to()));
        return times;
    }

    private static void add(Map<String, Map<String, Duration>> times, String scope, Step step, Instant end) {
        ScopeStatus status = step.to();
        if (status.tier() != Tier.NONE) {
            String tier = status.tier() + (status.state() == State.OBSERVE ? " (observed)" : "");
            times.computeIfAbsent(scope, _ -> new TreeMap<>())
                    .merge(tier, Duration.between(step.at(), end), Duration::plus);
        }
    }

    public String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("from", outcome.from().toString()).put("to", outcome.to().toString());
        var steps = root.putArray("steps");
        outcome.steps().forEach(step -> {
            ObjectNode node = steps.addObject()
                    .put("at", step.at().toString())
                    .put("scope", step.to().scope().toString());
            node.set("from", status(mapper, step.from()));
            node.set("to", status(mapper, step.to()));
            node.put("cause", step.cause().name()).put("reason", step.to().reason());
            node.put("does", step.does());
        });
        ObjectNode summary = root.putObject("summary");
        summary.put("transitions", outcome.steps().size()).put("latched", latched());
        ObjectNode seconds = summary.putObject("secondsInTier");
        times().forEach((scope, byTier) -> {
            ObjectNode node = seconds.putObject(scope);
            byTier.forEach((tier, time) -> node.put(tier, time.toSeconds()));
        });
        var open = summary.putArray("open");
        outcome.open().forEach(each -> {
            ObjectNode node = status(mapper, each);
            node.put("scope", each.scope().toString());
            open.add(node);
        });
        return root.toPrettyString();
    }

    private static ObjectNode status(ObjectMapper mapper, ScopeStatus status) {
        return mapper.createObjectNode()
                .put("tier", status.tier().name())
                .put("state", status.state().name())
                .put("intensity", status.intensity());
    }

    private static String shown(ScopeStatus status) {
        if (status.tier() == Tier.NONE) {
            return status.state() == State.NORMAL ? "NONE" : "NONE " + status.state();
        }
        String part = status.intensity() < 1 ? " " + Math.round(100 * status.intensity()) + "%" : "";
        return status.tier() + " " + status.state() + part;
    }

    /* The names of alerts come from outside: a terminal obeys control characters. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cc}", " ");
    }

    private static String words(Duration time) {
        String text = (time.toDays() > 0 ? time.toDays() + "d " : "")
                + (time.toHoursPart() > 0 ? time.toHoursPart() + "h " : "")
                + (time.toMinutesPart() > 0 ? time.toMinutesPart() + "m " : "")
                + (time.toSecondsPart() > 0 ? time.toSecondsPart() + "s" : "");
        return text.isEmpty() ? "0s" : text.strip();
    }
}
