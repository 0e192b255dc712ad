package io.spillway.server.degrade;

/**
 * Where changes of tiers are written down before they take effect: the audit log.
 *
 * <p>An entry says what a node was about to do. Two nodes can be about to do the same; then two entries bear the same
 * revision, and one of them took effect.
 *
 * <p>If it throws, a switch by hand is not made: nobody may change what is in force without a trace. An automatic change
 * is made nevertheless, and the failure is logged: a missing audit must not leave the system unprotected.
 */
@FunctionalInterface
public interface ChangeLog {

    void record(TierChange change);
}
