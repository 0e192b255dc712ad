package io.spillway.server.config;

/**
 * One value that somebody gave.
 *
 * @param name as it was written: {@code pool.max-workers}, {@code SPILLWAY_POOL_MAX_WORKERS}
 * @param origin where: {@code spillway.yaml:12}, {@code environment}, {@code command line}
 */
record Setting(String name, String value, String origin) {}
