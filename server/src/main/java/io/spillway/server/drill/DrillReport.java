package io.spillway.server.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a drill proves: how long each hop took, and which promise held. Made from the drill alone, on any node. */
public record DrillReport(List<Timed> hops, List<Finding> promises) {

    private static final double WELL = 0.99;

    public DrillReport {
        hops = List.copyOf(hops);
        promises = List.copyOf(promises);
    }

    /**
     * A hop as it was taken.
     *
     * @param took null if it was not seen to its end
     * @param bound null where there is none
     */
    public record Timed(
            Hop hop, @Nullable Duration took, @Nullable Duration bound) {

        public Verdict verdict() {
            if (took == null) {
                return Verdict.OPEN;
            }
            return bound == null || took.compareTo(bound) <= 0 ? Verdict.HELD : Verdict.BROKEN;
        }
    }

    /** @param detail a sentence with what was seen */
    public record Finding(Promise promise, Verdict verdict, String detail) {}

    public static DrillReport of(Drill drill) {
        return new DrillReport(
                Arrays.stream(Hop.values())
                        .map(hop -> new Timed(
                                hop,
                                hop.took(drill).orElse(null),
                                hop.bound(drill).orElse(null)))
                        .toList(),
                Arrays.stream(Promise.values())
                        .map(promise -> finding(promise, drill))
                        .toList());
    }

    /** A sentence for each promise that was broken and each hop that took too long. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (Finding each : promises) {
            if (each.verdict() == Verdict.BROKEN) {
                broken.add(each.detail());
            }
        }
        for (Timed each : hops) {
            if (each.verdict() == Verdict.BROKEN && each.took() != null && each.bound() != null) {
                broken.add("The hop '" + each.hop().label() + "' took " + Texts.lasting(each.took()) + ", more than "
                        + Texts.lasting(each.bound()) + ".");
            }
        }
        return broken;
    }

    private static Finding finding(Promise promise, Drill drill) {
        return switch (promise) {
            case NOT_BEFORE -> notBefore(drill);
            case WEBHOOK -> inTime(promise, Hop.WEBHOOK, drill);
            case TIER -> inTime(promise, Hop.TIER, drill);
            case SCOPE ->
                alone(promise, drill, drill.facts().elsewhere(), "No other scope was changed.", "Other scopes: ");
            case OTHERS ->
                alone(promise, drill, drill.facts().others(), "No task of another type was shed.", "Shed as well: ");
            case SHED -> shed(drill);
            case FEEDBACK -> feedback(drill);
            case CRITICAL -> critical(drill);
            case HOLD -> hold(drill);
            case STEPS -> steps(drill);
        };
    }

    private static Finding notBefore(Drill drill) {
        Optional<Instant> fired = drill.timeline().of(Mark.FIRED);
        Optional<Instant> breached = drill.timeline().of(Mark.BREACHED);
        if (fired.isEmpty() || breached.isEmpty()) {
            return open(Promise.NOT_BEFORE);
        }
        Duration after = Duration.between(breached.get(), fired.get());
        return after.isNegative()
                ? new Finding(
                        Promise.NOT_BEFORE,
                        Verdict.BROKEN,
                        "The alert fired " + Texts.lasting(after.negated()) + " before its threshold was exceeded.")
                : new Finding(
                        Promise.NOT_BEFORE,
                        Verdict.HELD,
                        "The alert fired " + Texts.lasting(after) + " after its threshold was exceeded.");
    }

    private static Finding inTime(Promise promise, Hop hop, Drill drill) {
        Optional<Duration> took = hop.took(drill);
        Duration bound = hop.bound(drill).orElseThrow();
        return took.map(each -> new Finding(
                        promise,
                        each.compareTo(bound) <= 0 ? Verdict.HELD : Verdict.BROKEN,
                        "It took " + Texts.lasting(each) + " of at most " + Texts.lasting(bound) + "."))
                .orElseGet(() -> open(promise));
    }

    private static Finding alone(Promise promise, Drill drill, List<String> seen, String none, String some) {
        if (!seen.isEmpty()) {
            return new Finding(promise, Verdict.BROKEN, some + String.join(", ", seen) + ".");
        }
        return drill.timeline().of(Mark.ENGAGED).isEmpty() ? open(promise) : new Finding(promise, Verdict.HELD, none);
    }

    private static Finding shed(Drill drill) {
        Canaries canaries = drill.canaries();
        if (canaries.shed() < DrillScript.SHEDS) {
            return open(Promise.SHED);
        }
        return canaries.shedBare() > 0
                ? new Finding(
                        Promise.SHED,
                        Verdict.BROKEN,
                        canaries.shedBare() + " of " + canaries.shed() + " were not told when to come again.")
                : new Finding(
                        Promise.SHED,
                        Verdict.HELD,
                        canaries.shed() + " sheddable canaries were refused, each with a time to come again.");
    }

    private static Finding feedback(Drill drill) {
        Long until = drill.facts().shedUntil();
        long shed = until == null ? 0 : until - drill.facts().shedBefore();
        if (shed <= 0) {
            return open(Promise.FEEDBACK);
        }
        if (drill.timeline().of(Mark.TOLD).isPresent()) {
            return new Finding(
                    Promise.FEEDBACK,
                    Verdict.HELD,
                    "The alert ended although " + shed + " canaries more were shed after the last failure.");
        }
        // Canaries that fail of themselves keep an alert as well.
        return drill.canaries().failedShare() > Threshold.RATIO
                ? open(Promise.FEEDBACK)
                : new Finding(
                        Promise.FEEDBACK,
                        Verdict.BROKEN,
                        "The alert did not end, though no canary was made to fail any more: " + shed
                                + " were shed since.");
    }

    private static Finding critical(Drill drill) {
        Canaries canaries = drill.canaries();
        if (drill.timeline().of(Mark.MENDED).isEmpty()) {
            return open(Promise.CRITICAL);
        }
        return new Finding(
                Promise.CRITICAL,
                canaries.wellShare() >= WELL ? Verdict.HELD : Verdict.BROKEN,
                String.format(
                        Locale.ROOT,
                        "%.2f %% of the critical canaries that nobody made to fail succeeded: %d, with %d failed and %d refused.",
                        Math.floor(canaries.wellShare() * 10_000) / 100,
                        canaries.succeeded(),
                        canaries.failed(),
                        canaries.refused()));
    }

    private static Finding hold(Drill drill) {
        Optional<Instant> eased = drill.timeline().of(Mark.EASED);
        Instant held = drill.facts().heldUntil();
        if (held == null || drill.timeline().of(Mark.TOLD).isEmpty()) {
            return open(Promise.HOLD);
        }
        if (eased.isEmpty() && drill.timeline().of(Mark.RELEASED).isPresent()) {
            return new Finding(Promise.HOLD, Verdict.BROKEN, "The tier went at once, without a release in steps.");
        }
        if (eased.isEmpty()) {
            return isDueLater(drill)
                    ? new Finding(
                            Promise.HOLD, Verdict.COMPUTED, "The first step is due at " + held + ", after the drill.")
                    : open(Promise.HOLD);
        }
        return new Finding(
                Promise.HOLD,
                eased.get().isBefore(held) ? Verdict.BROKEN : Verdict.HELD,
                "The first step came "
                        + Texts.lasting(Duration.between(held, eased.get()).abs())
                        + (eased.get().isBefore(held) ? " before" : " after") + " the end of the hold.");
    }

    private static Finding steps(Drill drill) {
        List<Double> steps = drill.facts().steps();
        boolean isReleased = drill.timeline().of(Mark.RELEASED).isPresent();
        boolean goesOn = isDueLater(drill)
                || (drill.phase() == Phase.DONE
                        && drill.timeline().of(Mark.EASED).isPresent());
        if (drill.timeline().of(Mark.TOLD).isEmpty() || !(isReleased || goesOn)) {
            return open(Promise.STEPS);
        }
        boolean falls = true;
        for (int i = 1; i < steps.size(); i++) {
            falls &= steps.get(i) < steps.get(i - 1);
        }
        if (!isReleased) {
            return new Finding(
                    Promise.STEPS,
                    falls ? Verdict.COMPUTED : Verdict.BROKEN,
                    "The release goes on in steps after the drill.");
        }
        return new Finding(
                Promise.STEPS,
                falls && steps.size() >= 2 ? Verdict.HELD : Verdict.BROKEN,
                "Intensities on the way from full to none: "
                        + String.join(
                                ", ",
                                steps.stream()
                                        .map(each -> Math.round(each * 100) + " %")
                                        .toList())
                        + ".");
    }

    /* A drill that failed may have seen that the tier does not go. */
    private static boolean isDueLater(Drill drill) {
        Instant held = drill.facts().heldUntil();
        return held != null
                && drill.phase() != Phase.FAILED
                && drill.endedAt().filter(held::isAfter).isPresent();
    }

    private static Finding open(Promise promise) {
        return new Finding(promise, Verdict.OPEN, "The drill has not come to it.");
    }
}
