package io.spillway.server.breaker;

/** The fake keeps the contract too. */
final class InMemoryForcedBreakersTest extends ForcedBreakersContract {

    @Override
    protected ForcedBreakers store() {
        return new InMemoryForcedBreakers(() -> now);
    }
}
