/**
 * The packaged server seen from outside: its processes, its HTTP API, its metrics, its pages. Start reading at
 * {@link io.spillway.system.LoopTest}. Nothing here may know a class of the server.
 */
@NullMarked
package io.spillway.system;

import org.jspecify.annotations.NullMarked;
