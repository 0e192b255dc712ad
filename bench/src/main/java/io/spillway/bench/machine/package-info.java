/** The processes that are measured, and the machine that they run on. Knows no measure. */
@NullMarked
package io.spillway.bench.machine;

import org.jspecify.annotations.NullMarked;
