/**
 * The HTTP API and the pages. Start at {@link io.spillway.server.web.RouteTable}. The only user of
 * Javalin and Thymeleaf; decides nothing that a feature could decide, and never talks to Redis.
 */
@NullMarked
package io.spillway.server.web;

import org.jspecify.annotations.NullMarked;
