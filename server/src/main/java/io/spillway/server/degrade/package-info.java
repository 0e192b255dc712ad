/**
 * Which tier is in force where, why, and what it lets through. Start at {@link io.spillway.server.degrade.Admission} for
 * what a tier does. Knows tasks and alerts; no Redis, no HTTP, no metrics.
 */
@NullMarked
package io.spillway.server.degrade;

import org.jspecify.annotations.NullMarked;
