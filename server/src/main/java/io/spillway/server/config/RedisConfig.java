package io.spillway.server.config;

import io.spillway.server.redis.RedisUrl;
import java.util.Optional;

/**
 * Which Redis is used.
 *
 * @param url empty to start an embedded one in the data folder
 */
public record RedisConfig(Optional<RedisUrl> url) {}
