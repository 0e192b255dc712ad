package io.spillway.server.redis;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/** Asks every server that takes writes whether it is one that Spillway's promise can rest on. */
public final class RedisInspector {

    private final RedisConnection redis;

    public RedisInspector(RedisConnection redis) {
        this.redis = redis;
    }

    /**
     * What was seen.
     *
     * @param servers those that answered
     */
    public record Inspection(List<StorageStatus> servers, List<NodeProblem> problems) {

        /** Nothing was seen yet. */
        public static final Inspection NONE = new Inspection(List.of(), List.of());

        public Inspection {
            servers = List.copyOf(servers);
            problems = List.copyOf(problems);
        }
    }

    /** Takes as long as the servers take to answer, at most a few seconds for each. */
    public Inspection inspect() {
        List<StorageStatus> servers = new ArrayList<>();
        List<NodeProblem> problems = new ArrayList<>();
        redis.trouble().ifPresent(why -> problems.add(new NodeProblem(Kind.REDIS_SENTINELS, "", why)));
        for (RedisMaster master : masters(problems)) {
            MasterInspection inspection = new MasterInspection(redis, master);
            try {
                servers.add(inspection.ask());
                problems.addAll(inspection.problems());
            } catch (JedisException e) {
                problems.add(new NodeProblem(Kind.REDIS_AWAY, master.name(), Reason.of(e)));
            }
        }
        return new Inspection(servers, problems);
    }

    private List<RedisMaster> masters(List<NodeProblem> problems) {
        try {
            return redis.masters();
        } catch (JedisException e) {
            problems.add(new NodeProblem(Kind.REDIS_AWAY, redis.address(), Reason.of(e)));
            return List.of();
        }
    }
}
