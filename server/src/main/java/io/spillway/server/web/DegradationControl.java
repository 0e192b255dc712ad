package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.effect.Engagement;
import java.time.Duration;
import java.util.List;

/** The tiers in force, and the switches by hand: a port. */
public interface DegradationControl {

    Degradation current();

    /** What tiers did to the numbers: the engagements that go on, then those that have ended, the newest first of each. */
    List<Engagement> engagements();

    /**
     * What came into force after that revision, the oldest first. Where older changes are not kept any more, the list
     * begins later than asked for: with a revision that does not follow.
     */
    List<Degradation> after(long revision);

    /** Calls the listener after each change, on any thread. Closing ends it. */
    AutoCloseable listen(Runnable listener);

    /** Puts a tier in force by hand, until the time to live is over. */
    Result engage(ManualSwitch change);

    /** Ends the switch by hand, or releases what is latched. */
    Result release(Scope scope, String by, String reason);

    /** A person's decision. */
    record ManualSwitch(Scope scope, Tier tier, String reason, Duration ttl, String by) {}

    /** What became of a decision. */
    sealed interface Result {

        record Changed(Degradation now) implements Result {}

        /** The state of the scope does not allow it. Nothing changed. */
        record Refused(String why) implements Result {}

        /** The storage does not answer. Nothing changed. */
        record Unavailable() implements Result {}
    }
}
