package io.spillway.server.drill;

import java.time.Duration;

/**
 * What holds for drills that nobody says more about.
 *
 * @param rate critical canaries a second
 */
public record DrillConfig(Schedule schedule, Duration timeLimit, double rate, DrillOrder.RuleTimes rule) {

    public static final DrillConfig DEFAULT =
            new DrillConfig(new Schedule.Off(), Duration.ofHours(1), 20, DrillOrder.RuleTimes.DEFAULT);

    public DrillConfig {
        // What it says is wrong is said here, at the start, and not when a drill is due.
        order(timeLimit, rate, rule);
    }

    /** What the schedule asks for. */
    DrillOrder scheduled() {
        return order(timeLimit, rate, rule);
    }

    public boolean isScheduled() {
        return !(schedule instanceof Schedule.Off);
    }

    private static DrillOrder order(Duration timeLimit, double rate, DrillOrder.RuleTimes rule) {
        return new DrillOrder("schedule", "drill.schedule", timeLimit, rate, Injection.FAILURE, true, rule);
    }
}
