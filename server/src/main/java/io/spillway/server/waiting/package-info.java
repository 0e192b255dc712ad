/**
 * Why a task that waits does not run yet: start at {@link io.spillway.server.waiting.WhyWaiting}. Decides nothing; it only reads
 * what others decide.
 */
@NullMarked
package io.spillway.server.waiting;

import org.jspecify.annotations.NullMarked;
