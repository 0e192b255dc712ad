package io.spillway.server;

import io.spillway.server.audit.AuditLog;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.policy.PolicyBook;
import io.spillway.server.policy.PolicyStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the policy's file, and writes into the audit log that this node goes by another one. That comes after the effect: to observe
 * only must work while there is no Redis. What can't be written yet is kept, and written once it can be.
 */
final class AuditedPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedPolicy.class);
    private static final int KEPT = 100;
    private static final int HASH = 12;

    private final PolicyBook book;
    private final AuditLog log;
    private final String node;
    private final Deque<Change> unwritten = new ArrayDeque<>();
    private String hash;
    private boolean warned;

    /** @param name so that one whose answer was lost is not written twice */
    private record Change(String name, String text, String reason) {}

    AuditedPolicy(PolicyBook book, AuditLog log, String node) {
        this.book = book;
        this.log = log;
        this.node = node;
        this.hash = book.status().hash();
    }

    /** Returns when to look again. */
    synchronized Duration runOnce() {
        Duration next = book.runOnce();
        note(book.status());
        write();
        return next;
    }

    private void note(PolicyStatus now) {
        if (now.hash().equals(hash)) {
            return;
        }
        if (unwritten.size() == KEPT) {
            unwritten.removeFirst();
        }
        unwritten.add(new Change(
                "policy " + node + " " + now.since() + " " + now.hash(),
                shortened(hash) + " → " + shortened(now.hash()),
                book.fileName() + (book.get().observe() ? ", observe: true" : "")));
        hash = now.hash();
    }

    private void write() {
        try {
            while (!unwritten.isEmpty()) {
                Change change = unwritten.getFirst();
                log.appendOnce(change.name(), "node:" + node, "policy.replace", node, change.text(), change.reason());
                unwritten.removeFirst();
            }
            warned = false;
        } catch (AuditStore.UnavailableException e) {
            if (!warned) {
                LOG.warn(
                        "That the policy changed will be written into the audit log once Redis answers: {}",
                        e.getMessage());
                warned = true;
            }
        }
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(HASH, hash.length()));
    }
}
