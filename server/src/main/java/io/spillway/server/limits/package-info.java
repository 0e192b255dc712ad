/**
 * What the tasks of a type may take, who said so, and how much of it is in use: start at
 * {@link io.spillway.server.limits.EffectiveLimits}. The claim enforces it; nothing here does.
 */
@NullMarked
package io.spillway.server.limits;

import org.jspecify.annotations.NullMarked;
