package io.spillway.server.degrade;

/**
 * Where changes of tiers are written down: the audit log. A person's change is, before it takes effect. Any other is by the
 * node that made it, once it is made: several nodes may be about to do the same, and only one of them does it.
 *
 * <p>If it throws, a switch by hand is not made: nobody may change what is in force without a trace. An automatic change
 * is made nevertheless, and the failure is logged: a missing audit must not leave the system unprotected.
 */
@FunctionalInterface
public interface ChangeLog {

    void record(TierChange change);
}
