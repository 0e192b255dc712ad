/**
 * The breaker of each task type on this node: how many attempts may begin, by how those before them ended. Start at
 * {@link io.spillway.server.breaker.Breaker}. It knows neither Redis nor threads, and refuses no submission.
 */
@NullMarked
package io.spillway.server.breaker;

import org.jspecify.annotations.NullMarked;
