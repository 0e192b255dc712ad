/**
 * Objectives, rolling windows, error budgets and burn rates. Start at {@link io.spillway.server.sla.SlaReport}. The
 * arithmetic is pure; one recorder listens to task events. Knows tasks and nothing else.
 */
@NullMarked
package io.spillway.server.sla;

import org.jspecify.annotations.NullMarked;
