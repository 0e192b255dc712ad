/**
 * The numbers and traces that leave the server. Start at {@link io.spillway.server.telemetry.Metrics} and {@link
 * io.spillway.server.telemetry.Traces}. The only user of simpleclient and of OpenTelemetry's SDK; it listens to the others'
 * events, and nobody calls it on the way of a task.
 */
@NullMarked
package io.spillway.server.telemetry;

import org.jspecify.annotations.NullMarked;
