/**
 * File, environment and flags become one {@link io.spillway.server.config.SpillwayConfig}. Knows the features' own
 * configuration records, and starts nothing.
 */
@NullMarked
package io.spillway.server.config;

import org.jspecify.annotations.NullMarked;
