package io.spillway.server.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How tasks are claimed and kept.
 *
 * @param lease how long a node may be silent before its tasks are taken over
 * @param retention how long a finished task stays
 * @param nodeName what this node is called; empty to derive it from the host's name
 */
public record EngineConfig(Duration lease, Duration retention, Optional<String> nodeName) {}
