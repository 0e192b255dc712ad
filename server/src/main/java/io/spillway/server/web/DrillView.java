package io.spillway.server.web;

import io.spillway.server.drill.Canaries;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillReport;
import io.spillway.server.drill.Hop;
import io.spillway.server.drill.Mark;
import io.spillway.server.drill.Phase;
import io.spillway.server.drill.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One drill with its report.
 *
 * @param mood of a task's state that looks like it, for its sign
 * @param why what ended it; null where every promise held
 * @param span how long the picture of the hops is
 */
public record DrillView(
        String id,
        String phase,
        String mood,
        @Nullable String why,
        String by,
        String reason,
        String node,
        Moment started,
        String lasting,
        String span,
        List<HopRow> hops,
        List<PromiseRow> promises,
        List<Count> counts,
        boolean underWay) {

    /** The width of the picture. */
    private static final double WIDTH = 600;

    private static final double THIN = 4;

    /**
     * A hop as a bar of the picture.
     *
     * @param took null if it was not seen
     * @param bound null where there is none
     * @param mood ok, bad, or idle for one not seen
     */
    public record HopRow(
            String name, @Nullable String took, @Nullable String bound, String mood, String x, String width) {}

    /** @param mood of a severity that looks like it */
    public record PromiseRow(String name, String verdict, String mood, String detail) {}

    public record Count(String name, String value) {}

    static DrillView of(Drill drill, Format format) {
        DrillReport report = DrillReport.of(drill);
        Instant from = drill.timeline().of(Mark.FAULT).orElse(drill.startedAt());
        Instant to = drill.timeline().marks().values().stream()
                .max(Comparator.naturalOrder())
                .orElse(from);
        double seconds = Math.max(1, Duration.between(from, to).toMillis() / 1000.0);
        return new DrillView(
                drill.id().ulid(),
                drill.phase().name(),
                mood(drill.phase()),
                drill.why(),
                drill.order().by(),
                drill.order().reason(),
                drill.node(),
                format.moment(drill.startedAt()),
                format.lasting(drill.lasting()),
                format.lasting(Duration.between(from, to)),
                report.hops().stream()
                        .map(each -> row(each, drill, from, seconds, format))
                        .toList(),
                report.promises().stream()
                        .map(each -> new PromiseRow(
                                each.promise().label(), each.verdict().label(), mood(each.verdict()), each.detail()))
                        .toList(),
                counts(drill.canaries(), format),
                !drill.isOver());
    }

    private static HopRow row(DrillReport.Timed timed, Drill drill, Instant from, double seconds, Format format) {
        Duration took = timed.took();
        Duration bound = timed.bound();
        Hop hop = timed.hop();
        Instant begin = drill.timeline().of(hop.from()).orElse(from);
        double x = took == null ? 0 : Duration.between(from, begin).toMillis() / 1000.0 / seconds * WIDTH;
        double width = took == null ? 0 : Math.max(THIN, took.toMillis() / 1000.0 / seconds * WIDTH);
        return new HopRow(
                hop.label(),
                took == null ? null : format.latency(took),
                bound == null ? null : format.latency(bound),
                timed.verdict() == Verdict.OPEN ? "idle" : timed.verdict() == Verdict.BROKEN ? "bad" : "ok",
                number(Math.clamp(x, 0, WIDTH - Math.min(width, WIDTH))),
                number(Math.min(width, WIDTH)));
    }

    private static List<Count> counts(Canaries canaries, Format format) {
        return List.of(
                new Count("succeeded", format.count(canaries.succeeded())),
                new Count("injected", format.count(canaries.injected())),
                new Count("shed", format.count(canaries.shed())),
                new Count("failed", format.count(canaries.failed() + canaries.refused())));
    }

    private static String mood(Phase phase) {
        return switch (phase) {
            case DONE -> "succeeded";
            case FAILED -> "failed";
            case ABORTED -> "canceled";
            case BASELINE, BREACH, ALERT, ENGAGED, SHED, RECOVERY, RESOLVED, RELEASING, RELEASED -> "running";
        };
    }

    private static String mood(Verdict verdict) {
        return switch (verdict) {
            case HELD -> "succeeded";
            case BROKEN -> "failed";
            case COMPUTED -> "pending";
            case OPEN -> "canceled";
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
