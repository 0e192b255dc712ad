/**
 * Who may do what: tokens, sessions, roles. Start at {@link io.spillway.server.auth.Permission}. Knows no HTTP and no
 * Redis.
 */
@NullMarked
package io.spillway.server.auth;

import org.jspecify.annotations.NullMarked;
