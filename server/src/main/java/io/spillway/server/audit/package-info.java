/**
 * Who changed what, when and why: an append-only log in which each entry holds the hash of the one before. Start at
 * {@link io.spillway.server.audit.AuditEntry}. Knows nothing of the rest.
 */
@NullMarked
package io.spillway.server.audit;

import org.jspecify.annotations.NullMarked;
