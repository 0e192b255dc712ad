package io.spillway.server.engine;

import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.Breakers;
import java.time.InstantSource;
import java.util.Random;

/** Breakers as they are by default, for tests that are about something else. */
final class PlainBreakers {

    private PlainBreakers() {}

    static Breakers create() {
        return new Breakers(
                BreakerConfig.DEFAULT,
                new Breakers.Clocks(InstantSource.system(), System::nanoTime),
                new Random(7),
                _ -> {});
    }
}
