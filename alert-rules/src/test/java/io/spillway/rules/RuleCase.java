package io.spillway.rules;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What an alert must be tested for, if its expression can go wrong in that way. */
enum RuleCase {
    /** At the end of its {@code for}, and not one evaluation before. */
    FIRES,
    /** It ends when what it is about does. */
    ENDS,
    /** Both sides of its threshold. */
    EDGE,
    /** The series end, or never were. */
    NO_DATA,
    /** A process begins anew, and its counters with it. */
    RESET,
    /** Too little to judge by. */
    LOW_VOLUME,
    /** What is shed is no error, and dilutes none. */
    SHED;

    private static final Pattern COMPARISON = Pattern.compile("[<>]");
    private static final Pattern COUNTER = Pattern.compile("\\b(rate|increase)\\(");
    private static final Pattern GUARD = Pattern.compile("\\band\\b.*>=", Pattern.DOTALL);
    private static final Pattern TRAFFIC = Pattern.compile("spillway_(tasks_total|http_request|task_duration)");

    static RuleCase of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }

    /** The cases of an alert. */
    static Set<RuleCase> of(Rule alert) {
        if (alert.name().equals("SpillwayWatchdog")) {
            return EnumSet.of(NO_DATA);
        }
        String expression = Rule.spelledOut(alert.expr());
        Set<RuleCase> cases = EnumSet.of(FIRES, ENDS, NO_DATA);
        add(cases, EDGE, COMPARISON, alert.expr());
        add(cases, RESET, COUNTER, expression);
        add(cases, LOW_VOLUME, GUARD, expression);
        add(cases, SHED, TRAFFIC, expression);
        return cases;
    }

    private static void add(Set<RuleCase> cases, RuleCase each, Pattern sign, String expression) {
        if (sign.matcher(expression).find()) {
            cases.add(each);
        }
    }
}
