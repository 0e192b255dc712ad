package io.spillway.server.drill;

/**
 * How many canaries had which fate.
 *
 * @param succeeded critical ones that were not made to fail
 * @param failed critical ones that failed, or did not end in time, though nobody made them
 * @param refused critical ones that were not taken
 * @param injected those that failed as they were made to
 * @param shed sheddable ones that a tier refused
 * @param shedBare of these, those that were not told when to come again
 * @param admitted sheddable ones that were taken
 */
public record Canaries(
        long succeeded, long failed, long refused, long injected, long shed, long shedBare, long admitted) {

    public static final Canaries NONE = new Canaries(0, 0, 0, 0, 0, 0, 0);

    /** The share of critical canaries that fared well, of those that nobody made to fail; 1 of none. */
    public double wellShare() {
        long all = succeeded + failed + refused;
        return all == 0 ? 1 : (double) succeeded / all;
    }

    /** The share of critical canaries that failed though nobody made them, of those that ran; 0 of none. */
    double failedShare() {
        long ran = succeeded + failed;
        return ran == 0 ? 0 : (double) failed / ran;
    }

    Canaries succeededOne() {
        return new Canaries(succeeded + 1, failed, refused, injected, shed, shedBare, admitted);
    }

    Canaries failedOne() {
        return new Canaries(succeeded, failed + 1, refused, injected, shed, shedBare, admitted);
    }

    Canaries refusedOne() {
        return new Canaries(succeeded, failed, refused + 1, injected, shed, shedBare, admitted);
    }

    Canaries injectedOne() {
        return new Canaries(succeeded, failed, refused, injected + 1, shed, shedBare, admitted);
    }

    Canaries shedOne(boolean told) {
        return new Canaries(succeeded, failed, refused, injected, shed + 1, shedBare + (told ? 0 : 1), admitted);
    }

    Canaries admittedOne() {
        return new Canaries(succeeded, failed, refused, injected, shed, shedBare, admitted + 1);
    }
}
