/** The limit over HTTP: the smallest program that takes tasks by POST, keeps them durably, and runs them. It runs as a process of its own: {@link io.spillway.bench.bare.BareServer}. */
@NullMarked
package io.spillway.bench.bare;

import org.jspecify.annotations.NullMarked;
