/**
 * Runs tasks: claim, run, settle, and the lease watchdog beside it. Start at
 * {@link io.spillway.server.engine.Engine}. Knows no Redis, no HTTP and no metrics library: it talks to ports.
 */
@NullMarked
package io.spillway.server.engine;

import org.jspecify.annotations.NullMarked;
