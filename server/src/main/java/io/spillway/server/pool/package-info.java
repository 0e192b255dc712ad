/**
 * How many may work at once. Start at {@link io.spillway.server.pool.WorkerPool}, and at
 * {@link io.spillway.server.pool.AdaptivePool} for how many that is. Knows no tasks and no Redis.
 */
@NullMarked
package io.spillway.server.pool;

import org.jspecify.annotations.NullMarked;
