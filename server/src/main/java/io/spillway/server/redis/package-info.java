/**
 * Everything that is kept in Redis: the implementations of the others' ports, and the scripts. Start at
 * {@link io.spillway.server.redis.LuaScript} and {@link io.spillway.server.redis.Keys}. The only user of Jedis.
 */
@NullMarked
package io.spillway.server.redis;

import org.jspecify.annotations.NullMarked;
