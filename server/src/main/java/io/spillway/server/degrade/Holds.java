package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What a shorter minimum hold means for tiers that are held already: from now on they are held for the new time at the most. */
final class Holds {

    /** Nodes' clocks differ a little: a hold that another one has begun is not one that was shortened. */
    private static final Duration SKEW = Duration.ofSeconds(10);

    private Holds() {}

    static ScopeState shortened(ScopeState state, TierEngine engine, Instant now) {
        ScopeState shortened = state;
        for (Map.Entry<Tier, Instant> held : state.memory().heldUntil().entrySet()) {
            Tier tier = held.getKey();
            Instant until = now.plus(engine.hold(tier, state.memory().cycles().doublings()));
            if (held.getValue().isAfter(until.plus(SKEW))) {
                shortened = shortened.with(shortened.memory().hold(tier, until));
                if (Objects.equals(state.status().until(), held.getValue())) {
                    shortened = shortened.until(until);
                }
            }
        }
        return shortened;
    }
}
