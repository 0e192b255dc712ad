package io.spillway.server;

import io.spillway.server.breaker.BreakerChange;
import io.spillway.server.breaker.Why;
import io.spillway.server.telemetry.BreakerMetrics;
import io.spillway.server.web.BreakerTexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what the breakers of this node do. */
record BreakerTelemetry(BreakerMetrics metrics) implements BreakerChange.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerTelemetry.class);

    @Override
    public void on(BreakerChange change) {
        metrics.inState(change.type(), change.to().label());
        String why = BreakerTexts.english(change.why());
        switch (change.to()) {
            case OPEN -> {
                if (!(change.why() instanceof Why.Forced)) {
                    metrics.tripped(change.type());
                }
                LOG.warn(
                        "The breaker of {} is open; no attempt begins on this node for {} ms, and its tasks wait: {}",
                        change.type(),
                        change.pause() == null ? 0 : change.pause().toMillis(),
                        why);
            }
            case HALF_OPEN -> LOG.info("The breaker of {} is half open, and lets probes begin: {}", change.type(), why);
            case CLOSED -> LOG.info("The breaker of {} is closed: {}", change.type(), why);
        }
    }
}
