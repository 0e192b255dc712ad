/**
 * How the cluster fares now, known without Prometheus: each node tells the others what ended on it a moment ago, and adds up
 * what they tell. Start at {@link io.spillway.server.sli.ClusterNumbers}. Knows tasks; no tiers, no Redis.
 */
@NullMarked
package io.spillway.server.sli;

import org.jspecify.annotations.NullMarked;
