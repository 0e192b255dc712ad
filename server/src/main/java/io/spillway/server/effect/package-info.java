/**
 * What each engagement of a tier did to the numbers, and what it cost. Start at
 * {@link io.spillway.server.effect.EffectKeeper}; the arithmetic is in {@link io.spillway.server.effect.Verdict}. Knows
 * tiers and numbers; no Redis, no HTTP, no metrics.
 */
@NullMarked
package io.spillway.server.effect;

import org.jspecify.annotations.NullMarked;
