package io.spillway.server;

import io.spillway.server.degrade.TierChange;
import io.spillway.server.telemetry.LoopLatency;
import io.spillway.server.telemetry.TierMetrics;
import java.util.Locale;

/** Counts changes of tiers, and times the hop from an alert's notification to the tier in force. */
record TierTelemetry(TierMetrics metrics, LoopLatency loop) implements TierChange.Listener {

    @Override
    public void on(TierChange change) {
        if (!change.matters()) {
            return;
        }
        metrics.transition(
                change.scope(),
                change.from().tier(),
                change.to().tier(),
                change.cause().name().toLowerCase(Locale.ROOT));
        boolean up = change.to().tier().compareTo(change.from().tier()) > 0;
        if (up && change.alert() != null) {
            loop.tierInForce(change.alert().receivedAt(), change.at());
        }
    }
}
