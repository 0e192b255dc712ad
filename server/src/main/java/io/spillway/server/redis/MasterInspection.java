package io.spillway.server.redis;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks one server how it is. What its user may not ask is noted, and taken for well. */
final class MasterInspection {

    private static final Set<String> FSYNC = Set.of("always", "everysec", "no");
    private static final LuaScript PROBE = LuaScript.load("probe.lua");

    private final RedisConnection redis;
    private final RedisMaster master;
    private final TreeSet<String> denied = new TreeSet<>();
    private final List<NodeProblem> problems = new ArrayList<>();

    MasterInspection(RedisConnection redis, RedisMaster master) {
        this.redis = redis;
        this.master = master;
    }

    /** Throws Jedis's exceptions where it does not answer. */
    StorageStatus ask() {
        MasterInfo info = new MasterInfo(asking("info", Jedis::info, ""));
        MasterChecks checks = new MasterChecks(master.name(), info, fsync(), skew());
        problems.addAll(checks.problems());
        if (info.isInCluster()) {
            askCluster();
        }
        if (info.isRecent() && info.isMaster()) {
            probe();
        }
        if (!denied.isEmpty()) {
            problems.add(new NodeProblem(Kind.REDIS_PERMISSIONS, master.name(), String.join(", ", denied)));
        }
        return checks.status();
    }

    List<NodeProblem> problems() {
        return problems;
    }

    private void askCluster() {
        if (!redis.isCluster()) {
            problems.add(new NodeProblem(Kind.REDIS_URL, master.name(), ""));
        } else if (!asking("cluster", Jedis::clusterInfo, "cluster_state:ok").contains("cluster_state:ok")) {
            problems.add(new NodeProblem(Kind.REDIS_CLUSTER, master.name(), ""));
        }
    }

    private void probe() {
        try {
            List<?> reply = (List<?>) redis.run(PROBE, List.of(Keys.probe(master.tag())), List.of(Keys.BELL));
            reply.subList(0, reply.size() - 1).forEach(command -> denied.add(String.valueOf(command)));
            String refused = String.valueOf(reply.getLast());
            if (!refused.isEmpty()) {
                problems.add(new NodeProblem(Kind.REDIS_WRITES, master.name(), refused));
            }
        } catch (JedisAccessControlException e) {
            deny(String.valueOf(e.getMessage()).contains("key") ? "~spillway:*" : "eval, evalsha", e);
        } catch (JedisClusterException e) {
            // The cluster is not whole, which it said itself.
        } catch (JedisDataException e) {
            problems.add(new NodeProblem(Kind.REDIS_WRITES, master.name(), String.valueOf(e.getMessage())));
        }
    }

    /** Providers of Redis keep {@code CONFIG} to themselves. */
    private String fsync() {
        try {
            Map<String, String> answer = master.ask(server -> server.configGet("appendfsync"));
            String said = answer.getOrDefault("appendfsync", "");
            return FSYNC.contains(said) ? said : "unknown";
        } catch (JedisDataException e) {
            return "unknown";
        }
    }

    /** The server's clock, against the middle of the time that the answer took. */
    private Duration skew() {
        Instant before = redis.now();
        List<String> answer = asking("time", Jedis::time, List.of());
        Instant after = redis.now();
        if (answer.size() != 2) {
            return Duration.ZERO;
        }
        Instant there = Instant.ofEpochSecond(Long.parseLong(answer.get(0)), Long.parseLong(answer.get(1)) * 1000);
        return Duration.between(before.plus(Duration.between(before, after).dividedBy(2)), there);
    }

    private <T> T asking(String command, Function<Jedis, T> question, T otherwise) {
        try {
            return master.ask(question);
        } catch (JedisAccessControlException e) {
            deny(command, e);
            return otherwise;
        }
    }

    /** A password that is wrong comes as the same exception. */
    private void deny(String command, JedisAccessControlException e) {
        if (!String.valueOf(e.getMessage()).startsWith("NOPERM")) {
            throw e;
        }
        denied.add(command);
    }
}
