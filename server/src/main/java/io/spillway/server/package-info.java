/** The server's entry point, and its composition root: {@code Assembly} is the wiring, {@link io.spillway.server.Spillway} sets it going. */
@NullMarked
package io.spillway.server;

import org.jspecify.annotations.NullMarked;
