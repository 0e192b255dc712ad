package io.spillway.server.submit;

import java.time.Duration;
import java.util.Optional;

/**
 * How callers of a type fare that are not simply let through.
 *
 * @param isRefused whether some are refused; if not, they are slowed down
 * @param lasting for how long callers have been slowed or refused
 * @param expectedWait how long a task that came now would wait, of the least criticality that is submitted; empty where nobody knows
 */
public record Strain(boolean isRefused, Duration lasting, Optional<Duration> expectedWait) {}
