package io.spillway.server.policy;

import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierStore;
import io.spillway.server.degrade.Tiers;
import java.util.List;

/** The tiers of a simulation. One thread reads and writes them. */
final class TiersOfThePast implements TierStore {

    private Tiers tiers = Tiers.NONE;

    @Override
    public Tiers load() {
        return tiers;
    }

    @Override
    public boolean replace(long expected, Tiers next, List<TierChange> changes) {
        tiers = next;
        return true;
    }

    @Override
    public History changesAfter(long revision) {
        return new History.Gone(tiers.revision());
    }
}
