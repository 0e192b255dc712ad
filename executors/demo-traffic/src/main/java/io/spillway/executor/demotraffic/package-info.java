/** Work without effect, for demonstrations. */
@NullMarked
package io.spillway.executor.demotraffic;

import org.jspecify.annotations.NullMarked;
