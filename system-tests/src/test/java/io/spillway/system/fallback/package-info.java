/** A plugin of one type whose handler can do with less: packed by the test that drops it, and never loaded by the tests. */
@NullMarked
package io.spillway.system.fallback;

import org.jspecify.annotations.NullMarked;
