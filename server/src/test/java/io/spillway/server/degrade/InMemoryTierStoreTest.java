package io.spillway.server.degrade;

/** The fake keeps the contract too. */
final class InMemoryTierStoreTest extends TierStoreContract {

    @Override
    protected TierStore store() {
        return new InMemoryTierStore();
    }
}
