/** Calls to other services: start reading at {@link io.spillway.executor.httprequest.HttpRequestPlugin}. */
@NullMarked
package io.spillway.executor.httprequest;

import org.jspecify.annotations.NullMarked;
