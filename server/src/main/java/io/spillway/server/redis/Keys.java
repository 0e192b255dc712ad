package io.spillway.server.redis;

import io.spillway.server.deadletter.BulkId;
import io.spillway.server.task.TaskId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of all keys. What stands in braces decides the slot in a cluster, so that a script's keys share one. */
final class Keys {

    /** The set of task types that were ever submitted. */
    static final String TYPES = "spillway:{types}:all";

    /** Where nodes tell each other that tasks wait, that one was canceled, or that the tiers changed. */
    static final String BELL = "spillway:bell";

    /** Alerts by fingerprint. */
    static final String ALERTS = "spillway:{alerts}:state";

    /** Counts the changes of alerts. */
    static final String ALERTS_REVISION = "spillway:{alerts}:revision";

    /** What the last of them were. */
    static final String ALERTS_RECENT = "spillway:{alerts}:recent";

    /** What is in force, and the changes that led there. */
    static final String TIERS = "spillway:{tiers}:state";

    static final String TIER_CHANGES = "spillway:{tiers}:changes";

    static final String AUDIT_LOG = "spillway:{audit}:log";

    static final String AUDIT_HEAD = "spillway:{audit}:head";

    /** The names of the latest entries that only one node shall write. */
    static final String AUDIT_NAMES = "spillway:{audit}:names";

    /** Bulk jobs by when they began. */
    static final String BULK_JOBS = "spillway:{bulk}:jobs";

    /** Those that somebody must carry on. */
    static final String BULK_OPEN = "spillway:{bulk}:open";

    /** Drills by id, their ids by when they began, who may run one, and who wants it to end. */
    static final String DRILLS = "spillway:{drill}:reports";

    static final String DRILL_ORDER = "spillway:{drill}:order";

    static final String DRILL_LEASE = "spillway:{drill}:lease";

    static final String DRILL_ABORT = "spillway:{drill}:abort";

    /** The nodes by name. */
    static final String NODES = "spillway:{nodes}:all";

    /** The breakers that people hold open or closed, by type. */
    static final String BREAKERS = "spillway:{breakers}:forced";
    /** What ended on each node a moment ago, and what the cluster has shed so far. */
    static final String NUMBERS = "spillway:{sli}:all";

    static final String SHEDS = "spillway:{sli}:sheds";

    /** Engagements that go on, and those that have ended. */
    static final String EFFECT = "spillway:{effect}:ledger";

    static final String ENGAGEMENTS = "spillway:{effect}:ended";

    private static final Pattern TASK = Pattern.compile("spillway:\\{([^/}]+)/([0-9]+)\\}:task:([^:]+)");

    private Keys() {}

    /** What all keys of a shard of a type begin with. */
    static String shard(String type, int shard) {
        return "spillway:{" + type + "/" + shard + "}:";
    }

    static String task(TaskId id) {
        return shard(id.type(), id.shard()) + "task:" + id.ulid();
    }

    /** The failed tasks of a type that wait for a person, by time of failure. */
    static String dead(String type) {
        return shard(type, 0) + "dead";
    }

    /** What became of a task beside its state. */
    static String fate(TaskId id) {
        return shard(id.type(), id.shard()) + "fate:" + id.ulid();
    }

    /** A bulk job, and the list of those tasks of it that have not ended yet. */
    static String bulk(BulkId id) {
        return shard(id.type(), 0) + "bulk:" + id.ulid();
    }

    static String bulkOpen(BulkId id) {
        return bulk(id) + ":open";
    }

    /** The task whose record has this key. */
    static Optional<TaskId> taskOf(String key) {
        Matcher matcher = TASK.matcher(key);
        return matcher.matches()
                ? TaskId.parse(matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3))
                : Optional.empty();
    }

    /** What the keys begin with by which a server is tried. @param tag that puts them on it */
    static String probe(String tag) {
        return "spillway:{" + tag + "}:probe:";
    }

    /** A session by the hash of its cookie. */
    static String session(String hash) {
        return "spillway:{session:" + hash + "}";
    }
}
