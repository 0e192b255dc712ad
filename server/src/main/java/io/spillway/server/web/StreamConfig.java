package io.spillway.server.web;

import java.time.Duration;

/**
 * What those who follow events may take of a node.
 *
 * @param maxStreams how many may follow tasks at the same time
 * @param maxStreamsPerCaller how many of them with the same token, or in the same session
 * @param writeDeadline how long a client may keep an event waiting until it is dropped
 */
public record StreamConfig(int maxStreams, int maxStreamsPerCaller, Duration writeDeadline) {

    public static final StreamConfig DEFAULT = new StreamConfig(1000, 500, Duration.ofSeconds(5));

    public StreamConfig {
        if (maxStreams < 1 || maxStreamsPerCaller < 1 || !writeDeadline.isPositive()) {
            throw new IllegalArgumentException("streams need room for one at least, and time to write");
        }
    }
}
