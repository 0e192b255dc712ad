/** Measures Spillway beside the smallest program that does the same. Start at {@link io.spillway.bench.Bench}. */
@NullMarked
package io.spillway.bench;

import org.jspecify.annotations.NullMarked;
