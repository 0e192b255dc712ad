package io.spillway.server.degrade;

/**
 * Where changes of tiers are written down before they take effect: the audit log.
 *
 * <p>An entry says what a node was about to do. Several nodes are often about to do the same, with the same revision: that
 * is one entry. Only where they were about to do different things, one of the entries did not come true.
 *
 * <p>If it throws, a switch by hand is not made: nobody may change what is in force without a trace. An automatic change
 * is made nevertheless, and the failure is logged: a missing audit must not leave the system unprotected.
 */
@FunctionalInterface
public interface ChangeLog {

    void record(TierChange change);
}
