package io.spillway.server.config;

import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillOrder;
import io.spillway.server.drill.Schedule;
import java.time.Duration;

/** The keys of the drills. */
final class DrillSection {

    private DrillSection() {}

    static DrillConfig read(ConfigReader reader) {
        DrillConfig standard = DrillConfig.DEFAULT;
        String schedule = reader.text(
                "drill.schedule",
                standard.schedule().text(),
                "When drills begin by themselves: off, a period such as P7D, or a time of the week in UTC such as SUN 03:00.");
        Duration limit = reader.duration(
                "drill.time-limit", Values.text(standard.timeLimit()), "How long a drill may take at the most.");
        int rate = reader.integer(
                "drill.rate",
                (int) standard.rate(),
                (int) DrillOrder.MIN_RATE,
                (int) DrillOrder.MAX_RATE,
                "How many canaries a drill sends a second.");
        Duration window = reader.duration(
                "drill.rule-window",
                Values.text(standard.rule().window()),
                "The window of the rule TaskErrorRateHigh, as Prometheus has it.");
        Duration within = reader.duration(
                "drill.alert-within",
                Values.text(standard.rule().alertWithin()),
                "How long that rule may take to fire once its threshold is exceeded.");
        Schedule when = reader.build("drill.schedule", standard.schedule(), () -> schedule(schedule));
        DrillOrder.RuleTimes rule =
                reader.build("drill", standard.rule(), () -> new DrillOrder.RuleTimes(window, within));
        return reader.build("drill", standard, () -> new DrillConfig(when, limit, rate, rule));
    }

    private static Schedule schedule(String text) {
        try {
            return Schedule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' must be " + e.getMessage(), e);
        }
    }
}
