package io.spillway.system;

import io.spillway.system.Waterfall.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the way from a breach to a tier takes at the intervals that are shipped, at the longest: each hop waits for the
 * next turn of what comes after it. What the server itself takes is measured, not computed.
 *
 * @param window the seconds that the ratio looks back over
 * @param threshold the ratio beyond which the alert is pending
 * @param pending the alert's {@code for}
 * @param group how long Alertmanager waits for more of the group
 */
record ProductionPace(double scrape, double evaluation, double window, double threshold, double pending, double group) {

    /** Of {@code CorePathErrorRateHigh}. */
    static ProductionPace read() {
        return read("CorePathErrorRateHigh", "rules/tasks.yml", Duration.ofMinutes(1));
    }

    /**
     * Reads it from what is shipped.
     *
     * @param window that the alert's ratio looks back over
     */
    static ProductionPace read(String alert, String file, Duration window) {
        String prometheus = shipped("prometheus.yml");
        String rules = shipped(file);
        String rule = rules.substring(rules.indexOf("alert: " + alert));
        String control = shipped("alertmanager.yml");
        control = control.substring(control.indexOf("matchers: [purpose=\"control\"]"));
        return new ProductionPace(
                seconds(prometheus, "scrape_interval: (\\d+)s"),
                seconds(rules, "interval: (\\d+)s"),
                window.toSeconds(),
                seconds(rule, "ratio_rate" + window.toMinutes() + "m > ([\\d.]+)"),
                seconds(rule, "for: (\\d+)s"),
                seconds(control, "group_wait: (\\d+)s"));
    }

    /** The hops as text, with the last one as it was measured. */
    String after(Waterfall measured) {
        double own = measured.between(Step.WEBHOOK, Step.TIER).toMillis() / 1000.0;
        double all = untilWebhook() + Math.max(own, 0);
        return String.format(
                Locale.ROOT, """
                the same at the intervals that are shipped, at the longest, where everything begins to fail at once
                the ratio over %.0f s rises above %.0f %%  %6.2f s
                the next scrape                    %6.2f s
                the next evaluation                %6.2f s
                the alert's "for"                  %6.2f s
                Alertmanager's group_wait          %6.2f s
                the server, as measured            %6.2f s
                breach → tier in force             %6.2f s
                """, window, threshold * 100, rise(), scrape, evaluation, turns(), group, own, all);
    }

    /** The seconds from the first failure to Alertmanager's call, at the longest, where everything begins to fail at once. */
    double untilWebhook() {
        return rise() + scrape + evaluation + turns() + group;
    }

    private double rise() {
        return window * threshold;
    }

    private double turns() {
        return Math.ceil(pending / evaluation) * evaluation;
    }

    private static double seconds(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no '" + pattern + "' in what is shipped");
        }
        return Double.parseDouble(found.group(1));
    }

    private static String shipped(String name) {
        try {
            return Files.readString(Project.ALERT_RULES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
