/**
 * The file that says what each tier does: reading it strictly, taking a change of it up, and trying it on the alerts of the
 * past. Start at {@link io.spillway.server.policy.PolicyBook}. Knows the tiers' records; no Redis, no HTTP, no metrics.
 */
@NullMarked
package io.spillway.server.policy;

import org.jspecify.annotations.NullMarked;
