/**
 * When a failed task is tried again. Start at {@link io.spillway.server.retry.RetryPolicy}. Pure: time and randomness
 * are passed in.
 */
@NullMarked
package io.spillway.server.retry;

import org.jspecify.annotations.NullMarked;
