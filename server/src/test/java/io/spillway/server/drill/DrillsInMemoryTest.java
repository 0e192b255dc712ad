package io.spillway.server.drill;

final class DrillsInMemoryTest extends DrillStoreContract {

    @Override
    protected DrillStore store() {
        return new DrillsInMemory();
    }
}
