/** The server's entry point and its composition root: {@link io.spillway.server.Spillway} is the wiring. */
@NullMarked
package io.spillway.server;

import org.jspecify.annotations.NullMarked;
