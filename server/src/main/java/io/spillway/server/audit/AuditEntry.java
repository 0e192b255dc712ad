package io.spillway.server.audit;

import java.time.Instant;

/**
 * One change.
 *
 * @param sequence 1 for the first entry
 * @param actor a person's name, or {@code alert:<fingerprint>}, or {@code engine}
 * @param action such as {@code degradation.engage}
 * @param subject what was changed, such as {@code core}
 * @param change from what to what
 * @param reason why, in the actor's words
 * @param previousHash of the entry before, in hexadecimal; 64 zeros for the first
 * @param hash SHA-256 over all of the above
 */
public record AuditEntry(
        long sequence,
        Instant at,
        String actor,
        String action,
        String subject,
        String change,
        String reason,
        String previousHash,
        String hash) {}
