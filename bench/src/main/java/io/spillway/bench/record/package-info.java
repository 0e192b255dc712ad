/** What counting one task costs, by JMH. */
@NullMarked
package io.spillway.bench.record;

import org.jspecify.annotations.NullMarked;
