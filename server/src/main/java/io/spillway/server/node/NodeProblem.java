package io.spillway.server.node;

import java.util.Locale;

/**
 * Something that is wrong with a node, or with the storage behind it. The texts for it are the pages' messages.
 *
 * @param subject which server or thing; empty where there is only one
 * @param detail a number, a version, or what somebody else said of it; may change while the problem stays
 */
public record NodeProblem(Kind kind, String subject, String detail) {

    /** What it is: a metric's label, and the end of a message's key. */
    public enum Kind {
        /** Redis does not answer. */
        REDIS_AWAY(Severity.ERROR),
        /** It is too old for the scripts. */
        REDIS_VERSION(Severity.ERROR),
        /** It is a replica, which takes no writes. */
        REDIS_ROLE(Severity.ERROR),
        /** It is a node of a cluster, and is spoken to as if it were alone. */
        REDIS_URL(Severity.ERROR),
        /** A part of the cluster's slots is served by nobody. */
        REDIS_CLUSTER(Severity.ERROR),
        /** It removes keys when its memory is full. */
        REDIS_EVICTION(Severity.ERROR),
        /** It refuses all writes: its disk is full, or too few replicas follow. */
        REDIS_WRITES(Severity.ERROR),
        /** Its user may not run a command that the scripts need. */
        REDIS_PERMISSIONS(Severity.ERROR),
        /** Another live node has this one's name. */
        NODE_NAME(Severity.ERROR),
        /** No plugin is loaded. */
        NO_PLUGIN(Severity.ERROR),
        /** Its memory is nearly full, and submissions are refused. */
        REDIS_FULL(Severity.WARNING),
        /** Its memory fills. */
        REDIS_MEMORY(Severity.WARNING),
        /** What it acknowledged is in no file. */
        REDIS_APPEND(Severity.WARNING),
        /** Its file is synced when the system likes. */
        REDIS_FSYNC(Severity.WARNING),
        /** No Sentinel answers: a master that dies is not replaced. */
        REDIS_SENTINELS(Severity.WARNING),
        /** Its clock and this node's differ. */
        CLOCK_SKEW(Severity.WARNING),
        /** The file that says what the tiers do can't be used; an older one stays in force. */
        POLICY_INVALID(Severity.WARNING);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        public Severity severity() {
            return severity;
        }

        /** {@code redis-away} */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How bad it is. */
    public enum Severity {
        /** The node is not ready. */
        ERROR,
        /** A person should know; the node works. */
        WARNING;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is the same problem, perhaps with another detail. */
    public boolean isSameAs(NodeProblem other) {
        return kind == other.kind && subject.equals(other.subject);
    }
}
