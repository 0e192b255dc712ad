package io.spillway.server.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** How an entry's hash is computed: over its fields, each with its length before it, so that none can reach into the next. */
final class Chain {

    /** What stands before the first entry. */
    static final String START = "0".repeat(64);

    private Chain() {}

    static AuditEntry link(AuditStore.Head head, Instant at, Change change) {
        AuditEntry open = new AuditEntry(
                head.sequence() + 1,
                at,
                change.actor(),
                change.action(),
                change.subject(),
                change.change(),
                change.reason(),
                head.hash(),
                "");
        return new AuditEntry(
                open.sequence(),
                at,
                open.actor(),
                open.action(),
                open.subject(),
                open.change(),
                open.reason(),
                open.previousHash(),
                hash(open));
    }

    static String hash(AuditEntry entry) {
        MessageDigest digest = sha256();
        for (String field : new String[] {
            Long.toString(entry.sequence()),
            entry.at().toString(),
            entry.actor(),
            entry.action(),
            entry.subject(),
            entry.change(),
            entry.reason(),
            entry.previousHash()
        }) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What an entry says. */
    record Change(String actor, String action, String subject, String change, String reason) {}
}
