/**
 * What Alertmanager said: its payload as records, one state machine per fingerprint, and the durable intake. Start at
 * {@link io.spillway.server.alert.Alert}. Knows no tasks, no tiers, no Redis and no HTTP.
 */
@NullMarked
package io.spillway.server.alert;

import org.jspecify.annotations.NullMarked;
