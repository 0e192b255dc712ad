/** Sends what a library inside a plugin logs by SLF4J to the server's log. Knows no plugin. */
@NullMarked
package io.spillway.executor.logging;

import org.jspecify.annotations.NullMarked;
