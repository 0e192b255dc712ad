package io.spillway.server.effect;

import java.util.ArrayList;
import java.util.List;

/** Engagements in memory: believed because {@link EffectStoreContract} runs on it, too. */
final class InMemoryEffectStore implements EffectStore {

    private Ledger ledger = Ledger.EMPTY;
    private final List<Engagement> past = new ArrayList<>();
    private boolean down;

    void down(boolean down) {
        this.down = down;
    }

    @Override
    public Ledger load() {
        check();
        return ledger;
    }

    @Override
    public boolean replace(long expected, Ledger next, List<Engagement> ended) {
        check();
        if (ledger.version() != expected) {
            return false;
        }
        ledger = next;
        past.addAll(ended);
        return true;
    }

    @Override
    public List<Engagement> ended(int limit) {
        check();
        return past.reversed().stream().limit(limit).toList();
    }

    private void check() {
        if (down) {
            throw new UnavailableException("the store is down", new IllegalStateException("down"));
        }
    }
}
