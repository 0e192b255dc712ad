/**
 * What Alertmanager is asked and told beside its webhook: its alerts, against which those that are known here are put
 * right, and announcements of tiers. Start at {@link io.spillway.server.alertmanager.Reconciliation}. Knows no Redis and no
 * pages.
 */
@NullMarked
package io.spillway.server.alertmanager;

import org.jspecify.annotations.NullMarked;
