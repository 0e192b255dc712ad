package io.spillway.server.alert;

/** The fake keeps the contract too. */
final class InMemoryAlertStoreTest extends AlertStoreContract {

    @Override
    protected AlertStore store() {
        return new InMemoryAlertStore();
    }
}
