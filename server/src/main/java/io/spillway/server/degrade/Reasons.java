package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sentences that tell an operator why a scope is in its state. */
final class Reasons {

    private static final int MAX_NAME = 80;

    private Reasons() {}

    static String fires(@Nullable Alert alert) {
        return name(alert) + " fires.";
    }

    static String pending(@Nullable Alert alert, Tier wanted) {
        return name(alert) + " fires and asks for " + wanted + ", which comes into force once that is confirmed.";
    }

    static String held() {
        return "The alert has ended; the tier is held for its minimum time.";
    }

    static String recovering(double intensity) {
        return "No alert asks for the tier and its hold is over: " + Math.round(100 * (1 - intensity))
                + "% of what the tier sheds is let through again.";
    }

    static String unclear(Duration clear) {
        return "No alert asks for the tier and its hold is over, but the numbers have not been good for "
                + inWords(clear) + " yet.";
    }

    static String turned() {
        return "The numbers turned during the release: the tier is in force in full again.";
    }

    static String restless(int changes) {
        return "Changed " + changes + " times within an hour: a person must look at it and release it.";
    }

    static String returned(int times) {
        return "The alert came back " + times + " times within an hour: a person must look at it and release it.";
    }

    static String ineffective(int times) {
        return "The last " + times
                + " engagements had no effect: a person must look at it, and release it if it does not help.";
    }

    static String stale(Duration bound) {
        return "The numbers of the nodes are older than " + inWords(bound)
                + ", so nothing says that they are good: the tier stays as it is.";
    }

    static String landed() {
        return "The higher tier was released; this one is still asked for or held.";
    }

    static String letGo() {
        return "Nobody holds the tier by hand any more.";
    }

    static String flapping(int cycles) {
        return "Engaged " + cycles + " times within an hour: a person must look at it and release it.";
    }

    static String tooLong(Duration maxTime) {
        return "In force for more than " + inWords(maxTime) + ": a person must look at it and release it.";
    }

    static String blind(Duration bound) {
        return "The watchdog alert has ended or was not heard for " + inWords(bound)
                + ", so the absence of other alerts says nothing: the tier stays as it is.";
    }

    static String sighted() {
        return "The watchdog is heard, and the numbers are known again.";
    }

    static String released(String by, @Nullable String reason) {
        return "Released by " + by + (reason == null ? "." : ": " + reason);
    }

    /** @param reason why the observed tier would be in force */
    static String below(Tier observed, @Nullable String reason) {
        return "Asked for or held below " + observed + ", which is only observed"
                + (reason == null ? "." : ": " + reason);
    }

    private static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static String name(@Nullable Alert alert) {
        String name = alert == null ? "" : alert.label("alertname");
        if (name.isEmpty()) {
            return "An alert without a name";
        }
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
    }
}
