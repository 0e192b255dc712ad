package io.spillway.server.degrade;

import java.util.ArrayList;
import java.util.List;

/** Tiers in memory; believed because it passes the contract that the one on Redis passes. */
public final class InMemoryTierStore implements TierStore {

    private final List<TierChange> history = new ArrayList<>();
    private Tiers tiers = Tiers.NONE;
    private boolean down;
    private Runnable beforeReplace = () -> {};

    /** From now on every call fails, or none does. */
    public synchronized void down(boolean down) {
        this.down = down;
    }

    /** As if an older state had been restored. */
    synchronized void lose(Tiers older) {
        tiers = older;
        history.clear();
    }

    /** Runs this once, when somebody has decided and is about to write. */
    synchronized void beforeReplace(Runnable interruption) {
        beforeReplace = interruption;
    }

    @Override
    public synchronized Tiers load() {
        check();
        return tiers;
    }

    @Override
    public synchronized boolean replace(long expected, Tiers next, List<TierChange> changes) {
        check();
        Runnable interruption = beforeReplace;
        beforeReplace = () -> {};
        interruption.run();
        if (tiers.revision() != expected) {
            return false;
        }
        tiers = next;
        history.addAll(changes);
        return true;
    }

    @Override
    public synchronized History changesAfter(long revision) {
        check();
        if (revision < 0 || revision > tiers.revision()) {
            return new History.Gone(tiers.revision());
        }
        return new History.Complete(
                history.stream().filter(each -> each.revision() > revision).toList());
    }

    private void check() {
        if (down) {
            throw new TiersUnavailableException("the store is down", new IllegalStateException("down"));
        }
    }
}
