/** Stock in Redis: start reading at {@code deduct.lua}, which is where a deduction happens. */
@NullMarked
package io.spillway.executor.stockdeduct;

import org.jspecify.annotations.NullMarked;
