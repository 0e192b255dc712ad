/** Task types for measures that need a handler of their own. The server loads it from a jar, so it may use the plugin API alone. */
@NullMarked
package io.spillway.bench.plugin;

import org.jspecify.annotations.NullMarked;
