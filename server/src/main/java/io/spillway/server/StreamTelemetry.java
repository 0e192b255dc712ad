package io.spillway.server;

import io.spillway.server.telemetry.ServerMetrics;
import io.spillway.server.web.StreamMetrics;

/** Counts those who follow events. */
final class StreamTelemetry implements StreamMetrics {

    private final ServerMetrics metrics;

    StreamTelemetry(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void on(String kind, Change change) {
        switch (change) {
            case OPENED -> metrics.streams(kind, 1);
            case ENDED -> metrics.streams(kind, -1);
            case DROPPED -> metrics.streamDropped(kind);
        }
    }
}
