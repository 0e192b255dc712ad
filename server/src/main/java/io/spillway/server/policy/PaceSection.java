package io.spillway.server.policy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.Threshold;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads how fast tiers come and go, by which numbers, and within which bounds. */
final class PaceSection {

    private static final String RATIO = "must be a number between 0 and 1, such as 0.05";

    private PaceSection() {}

    /** @param standard what holds where a key does not stand in the section */
    static Pace read(PolicySection section, Pace standard) {
        Duration confirm = section.value("confirm", standard.confirm(), Forms::duration);
        Duration step = section.value("ramp-step", standard.rampStep(), Forms::duration);
        List<Integer> admitted = section.value("admitted-percent", standard.admittedPercent(), Forms::percents);
        Duration silence = section.value("watchdog-silence", standard.watchdogSilence(), Forms::duration);
        Map<Tier, Threshold> thresholds = section.section("thresholds")
                .map(below -> thresholds(below, standard))
                .orElse(standard.thresholds());
        Pace.Bounds bounds = section.section("bounds")
                .map(below -> bounds(below, standard.bounds()))
                .orElse(standard.bounds());
        section.finish();
        return section.build(standard, () -> new Pace(confirm, step, admitted, silence, thresholds, bounds));
    }

    private static Map<Tier, Threshold> thresholds(PolicySection section, Pace standard) {
        Map<Tier, Threshold> thresholds = new EnumMap<>(standard.thresholds());
        standard.thresholds()
                .forEach((tier, before) -> section.section(tier.name())
                        .ifPresent(below -> thresholds.put(tier, threshold(below, before))));
        section.finish();
        return thresholds;
    }

    private static Threshold threshold(PolicySection section, Threshold standard) {
        double trigger = section.value("trigger-ratio", standard.trigger(), node -> Forms.number(node, RATIO));
        double release = section.value("release-ratio", standard.release(), node -> Forms.number(node, RATIO));
        Duration clear = section.value("clear", standard.clear(), Forms::duration);
        long runs =
                section.value("min-runs", standard.minVolume(), node -> (long) Forms.integer(node, 0, 1_000_000_000));
        double first = section.value("first-intensity", standard.first(), Forms::share);
        section.finish();
        return section.build(standard, () -> new Threshold(trigger, release, clear, runs, first));
    }

    private static Pace.Bounds bounds(PolicySection section, Pace.Bounds standard) {
        Duration step = section.value("raise-step", standard.raiseStep(), Forms::duration);
        Duration age = section.value("numbers-age", standard.numbersAge(), Forms::duration);
        int changes = section.value("max-changes", standard.maxChanges(), node -> Forms.integer(node, 8, 10_000));
        int returns = section.value("max-returns", standard.maxReturns(), node -> Forms.integer(node, 1, 10_000));
        int vain = section.value("max-ineffective", standard.maxIneffective(), node -> Forms.integer(node, 1, 10_000));
        section.finish();
        return section.build(standard, () -> new Pace.Bounds(step, age, changes, returns, vain));
    }
}
