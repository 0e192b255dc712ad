package io.spillway.server.degrade;

import java.time.Duration;

/** The engine by its default settings, and the times that its stories are told in. */
abstract class TierEngineScene {

    static final DegradeConfig CONFIG = DegradeConfig.defaults();
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration STEP = Duration.ofSeconds(30);

    final EngineStory story = new EngineStory(CONFIG);

    static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
