package io.spillway.server.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the tiers during a drill.
 *
 * @param heldUntil until when the canary's tier is held; null before it is in force
 * @param steps the intensities of its release, in order
 * @param elsewhere what came into force in other scopes
 * @param others types other than the canary whose sheddable tasks were refused
 * @param shedBefore how many canaries had been shed when the last one was made to fail
 * @param shedUntil how many had been when the alert was over, or should have been; null while neither is seen
 */
public record Facts(
        @Nullable Instant heldUntil,
        List<Double> steps,
        List<String> elsewhere,
        List<String> others,
        long shedBefore,
        @Nullable Long shedUntil) {

    public static final Facts NONE = new Facts(null, List.of(), List.of(), List.of(), 0, null);

    public Facts {
        steps = List.copyOf(steps);
        elsewhere = List.copyOf(elsewhere);
        others = List.copyOf(others);
    }

    Facts held(Instant until) {
        return new Facts(until, steps, elsewhere, others, shedBefore, shedUntil);
    }

    Facts stepped(double intensity) {
        if (!steps.isEmpty() && steps.getLast() == intensity) {
            return this;
        }
        List<Double> more = new ArrayList<>(steps);
        more.add(intensity);
        return new Facts(heldUntil, more, elsewhere, others, shedBefore, shedUntil);
    }

    Facts mended(long shed) {
        return new Facts(heldUntil, steps, elsewhere, others, shed, null);
    }

    Facts awaited(long shed) {
        return new Facts(heldUntil, steps, elsewhere, others, shedBefore, shed);
    }

    /* What was seen once stays: it may be over when the report is read. */
    Facts beside(List<String> scopes, List<String> types) {
        return scopes.isEmpty() && types.isEmpty()
                ? this
                : new Facts(
                        heldUntil,
                        steps,
                        elsewhere.isEmpty() ? scopes : elsewhere,
                        others.isEmpty() ? types : others,
                        shedBefore,
                        shedUntil);
    }
}
