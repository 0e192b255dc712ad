package io.spillway.server.redis;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with a server, by what it says of itself.
 *
 * @param server where it is
 * @param fsync what it says of {@code appendfsync}; {@code unknown} where it does not
 * @param skew how far its clock is ahead of this node's
 */
record MasterChecks(String server, MasterInfo info, String fsync, Duration skew) {

    private static final Duration MAX_SKEW = Duration.ofSeconds(2);

    StorageStatus status() {
        return new StorageStatus(
                server, info.version(), info.appends() ? fsync : "off", info.replicas(), info.memory(), skew);
    }

    List<NodeProblem> problems() {
        List<NodeProblem> problems = new ArrayList<>();
        if (!info.isRecent()) {
            problems.add(new NodeProblem(Kind.REDIS_VERSION, server, info.version()));
        }
        if (!info.isMaster()) {
            problems.add(new NodeProblem(Kind.REDIS_ROLE, server, ""));
        }
        String policy = info.memory().policy();
        if (info.isBounded() && !policy.equals("noeviction")) {
            problems.add(new NodeProblem(Kind.REDIS_EVICTION, server, policy));
        }
        if (info.failsToAppend()) {
            problems.add(new NodeProblem(Kind.REDIS_WRITES, server, "it can't write its append-only file"));
        }
        if (!info.appends()) {
            problems.add(new NodeProblem(Kind.REDIS_APPEND, server, ""));
        } else if (fsync.equals("no")) {
            problems.add(new NodeProblem(Kind.REDIS_FSYNC, server, ""));
        }
        if (skew.abs().compareTo(MAX_SKEW) >= 0) {
            problems.add(new NodeProblem(
                    Kind.CLOCK_SKEW, server, String.format(Locale.ROOT, "%+.1f", skew.toMillis() / 1000.0)));
        }
        return problems;
    }
}
