package io.spillway.bench;

import io.spillway.bench.program.Program;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The bare program and Spillway in turn, A B A B, after each was warmed up. */
final class Race {

    private final Report report;
    private final FullSpeed speed;
    private final List<FullSpeed.Run> limits = new ArrayList<>();
    private final List<FullSpeed.Run> ours = new ArrayList<>();

    Race(Report report, FullSpeed speed) {
        this.report = report;
        this.speed = speed;
    }

    void run(Program bare, Program spillway, int pairs, Duration length) throws Exception {
        for (int i = 0; i < pairs; i++) {
            limits.add(measure(bare, length));
            ours.add(measure(spillway, length));
        }
    }

    private FullSpeed.Run measure(Program program, Duration length) throws Exception {
        FullSpeed.Run run = speed.measure(program, length);
        report.say(
                "%-8s acknowledged %,.0f/s, settled %,.0f/s, %.1f ms, 99th %.1f ms, drained in %.1f s, not acknowledged %d",
                program.name(),
                run.acknowledged(),
                run.settled(),
                run.millis50(),
                run.millis99(),
                run.drain(),
                run.refused());
        return run;
    }

    double limit(ToDoubleFunction<FullSpeed.Run> of) {
        return median(limits, of);
    }

    double ours(ToDoubleFunction<FullSpeed.Run> of) {
        return median(ours, of);
    }

    /** The median of the pairs' ratios. */
    double ratio(ToDoubleFunction<FullSpeed.Run> of) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(of.applyAsDouble(ours.get(i)) / of.applyAsDouble(limits.get(i)));
        }
        return Median.of(ratios);
    }

    /** Adds one figure of each. */
    void add(String what, ToDoubleFunction<FullSpeed.Run> of, Unit unit) {
        report.add("bare: " + what, limit(of), unit);
        report.add("spillway: " + what, ours(of), unit);
    }

    private static double median(List<FullSpeed.Run> runs, ToDoubleFunction<FullSpeed.Run> of) {
        return Median.of(runs.stream().map(of::applyAsDouble).toList());
    }
}
