/** The two programs that are compared over HTTP, each with a Redis of its own, behind one interface. */
@NullMarked
package io.spillway.bench.program;

import org.jspecify.annotations.NullMarked;
