package io.spillway.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * One line of a report.
 *
 * @param goal null where the figure is only shown
 * @param beside what others measured of the same, such as {@code R26: 87 ms}; empty where there is nothing
 */
public record Figure(
        String what, double value, Unit unit, @Nullable Goal goal, String beside) {

    public static Figure of(String what, double value, Unit unit) {
        return new Figure(what, value, unit, null, "");
    }

    public Figure against(Goal goal) {
        return new Figure(what, value, unit, goal, beside);
    }

    public Figure beside(String others) {
        return new Figure(what, value, unit, goal, others);
    }
}
