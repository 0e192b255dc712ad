package io.spillway.server.effect;

final class InMemoryEffectStoreTest extends EffectStoreContract {

    private final EffectStore store = new InMemoryEffectStore();

    @Override
    protected EffectStore store() {
        return store;
    }
}
