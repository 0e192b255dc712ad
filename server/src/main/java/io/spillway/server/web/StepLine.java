package io.spillway.server.web;

import io.spillway.server.pool.AdaptivePool.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The pool's limit over the last minutes, as the path of a picture: the maximum at the top, nothing at the bottom.
 *
 * @param path the path's data
 * @param lowest the smallest limit in it
 * @param highest the largest one
 */
record StepLine(String path, int lowest, int highest) {

    static final int WIDTH = 600;
    static final int HEIGHT = 72;

    private record Step(Instant at, int limit) {}

    /** @param decisions the newest first */
    static StepLine of(List<Taken> decisions, int limit, int max, Instant now, Duration span) {
        Instant start = now.minus(span);
        List<Step> steps = new ArrayList<>();
        int before = limit;
        for (Taken each : decisions) {
            if (each.at().isBefore(start)) {
                break;
            }
            if (each.decision().from() != each.decision().to()) {
                steps.add(new Step(each.at(), each.decision().to()));
                before = each.decision().from();
            }
        }
        int lowest = before;
        int highest = before;
        StringBuilder path = new StringBuilder().append("M0 ").append(height(before, max));
        for (Step step : steps.reversed()) {
            double share = (double) Duration.between(start, step.at()).toMillis() / span.toMillis();
            path.append(String.format(Locale.ROOT, "H%.1fV", WIDTH * Math.clamp(share, 0.0, 1.0)))
                    .append(height(step.limit(), max));
            lowest = Math.min(lowest, step.limit());
            highest = Math.max(highest, step.limit());
        }
        return new StepLine(path.append('H').append(WIDTH).toString(), lowest, highest);
    }

    private static String height(int limit, int max) {
        double share = Math.min(1, (double) limit / max);
        return String.format(Locale.ROOT, "%.1f", 1 + (HEIGHT - 2) * (1 - share));
    }
}
