package io.spillway.server.config;

import io.spillway.server.redis.MemoryLimits;
import io.spillway.server.redis.RedisUrl;
import java.util.Optional;

/**
 * Which Redis is used, and how full it may get.
 *
 * @param url empty to start an embedded one in the data folder
 * @param embeddedMaxMemory in bytes; empty for half of the machine's memory
 */
public record RedisConfig(Optional<RedisUrl> url, MemoryLimits memory, Optional<Long> embeddedMaxMemory) {}
