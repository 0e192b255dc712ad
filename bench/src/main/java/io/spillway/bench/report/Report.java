package io.spillway.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.bench.machine.Machine;
import io.spillway.bench.machine.Others;
import io.spillway.bench.machine.Quiet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of one measure: said line by line as it goes, printed as a table at its end, and appended to
 * {@code bench/target/results.ndjson}. The load average and what others used of the processors stand beside it: on a shared
 * machine they decide whether a run counts.
 */
public final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String measure;
    private final Map<String, Object> settings;
    private final Instant began = Instant.now();
    private final double loadBefore = Machine.load();
    private final Others others = Others.begin();
    private Others sinceLast = others;
    private final List<Figure> figures = new ArrayList<>();

    /** Begins the measure. @param settings what it was run with */
    public Report(String measure, Map<String, Object> settings) {
        this.measure = measure;
        this.settings = settings;
        say("%s %s, load %.1f", measure, settings, loadBefore);
    }

    /** Tells how it goes, and how many cores others used since the last time. */
    public void say(String format, Object... args) {
        double cores = sinceLast.cores();
        sinceLast = Others.begin();
        System.out.printf(
                Locale.ROOT,
                "[%4d s, others %.2f] %s%n",
                Duration.between(began, Instant.now()).toSeconds(),
                cores,
                String.format(Locale.ROOT, format, args));
    }

    public void add(Figure figure) {
        figures.add(figure);
    }

    public void add(String what, double value, Unit unit) {
        figures.add(Figure.of(what, value, unit));
    }

    /** Prints the table, and appends the line. */
    public void end(Path results) throws IOException {
        double loadAfter = Machine.load();
        double cores = others.cores();
        int width =
                figures.stream().mapToInt(each -> each.what().length()).max().orElse(1);
        System.out.printf(
                Locale.ROOT,
                "%n%s · %s · load %.1f before, %.1f after · others used %.2f cores%n",
                measure,
                Machine.describe(),
                loadBefore,
                loadAfter,
                cores);
        for (Figure each : figures) {
            System.out.println("  %-"
                    .concat(width + "s  %14s  %s")
                    .formatted(each.what(), each.unit().write(each.value()), verdict(each))
                    .stripTrailing());
        }
        if (cores > Quiet.CORES) {
            System.out.println(
                    "  Others used the machine: run it again when it is quiet. (--wait-quiet 600 waits for that.)");
        }
        System.out.println();
        Files.createDirectories(results.toAbsolutePath().getParent());
        Files.writeString(
                results,
                JSON.writeValueAsString(json(loadAfter, cores)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static String verdict(Figure figure) {
        Goal goal = figure.goal();
        String judged = goal == null ? "" : "goal " + goal.write(figure.unit()) + ": " + judge(goal, figure.value());
        return (judged + (judged.isEmpty() || figure.beside().isEmpty() ? "" : " · ") + figure.beside());
    }

    private static String judge(Goal goal, double value) {
        return Double.isNaN(value) ? "not seen" : goal.isMet(value) ? "met" : "MISSED";
    }

    private ObjectNode json(double loadAfter, double cores) {
        ObjectNode json = JSON.createObjectNode()
                .put("measure", measure)
                .put("at", began.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("seconds", Duration.between(began, Instant.now()).toSeconds())
                .put("machine", Machine.describe())
                .put("loadBefore", loadBefore)
                .put("loadAfter", loadAfter)
                .put("othersCores", cores)
                .put("quiet", cores <= Quiet.CORES);
        json.set("settings", JSON.valueToTree(settings));
        var list = json.putArray("figures");
        for (Figure each : figures) {
            ObjectNode figure = list.addObject()
                    .put("what", each.what())
                    .put("value", each.value())
                    .put("unit", each.unit().name().toLowerCase(Locale.ROOT));
            Goal goal = each.goal();
            if (goal != null) {
                figure.put("goal", goal.write(each.unit())).put("met", goal.isMet(each.value()));
            }
        }
        return json;
    }
}
