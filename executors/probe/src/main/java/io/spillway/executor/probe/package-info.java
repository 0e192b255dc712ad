/** Tasks that do nothing, sleep, or fail: start reading at {@link io.spillway.executor.probe.ProbePlugin}. */
@NullMarked
package io.spillway.executor.probe;

import org.jspecify.annotations.NullMarked;
