/** Load from outside, over HTTP: as fast as it goes, and at a fixed rate. Knows neither of the programs that it is sent to. */
@NullMarked
package io.spillway.bench.load;

import org.jspecify.annotations.NullMarked;
