package io.spillway.server.redis;

import io.spillway.server.testing.Conditions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A real cluster of the test's own: masters that share the slots, and replicas of the first of them. */
final class RealRedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    private final List<RedisProcess> masters;
    private final List<RedisProcess> replicas;
    private final AtomicInteger types = new AtomicInteger();

    private RealRedisCluster(List<RedisProcess> masters, List<RedisProcess> replicas) {
        this.masters = masters;
        this.replicas = replicas;
    }

    static RealRedisCluster start(int masters, int replicas) {
        RealRedisCluster cluster = new RealRedisCluster(nodes(masters), nodes(replicas));
        cluster.assignSlots();
        cluster.meet();
        cluster.replicate();
        Conditions.await("a cluster that works", cluster::isWhole);
        return cluster;
    }

    private static List<RedisProcess> nodes(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> RedisProcess.start(
                        _ -> "redis-server",
                        "--cluster-enabled",
                        "yes",
                        "--cluster-port",
                        "" + RedisProcess.freePort(),
                        "--cluster-node-timeout",
                        "3000"))
                .toList();
    }

    private void assignSlots() {
        for (int i = 0; i < masters.size(); i++) {
            int from = SLOTS * i / masters.size();
            int to = SLOTS * (i + 1) / masters.size() - 1;
            String epoch = "" + (i + 1);
            masters.get(i).ask(redis -> {
                redis.clusterAddSlotsRange(from, to);
                return redis.sendCommand(Protocol.Command.CLUSTER, "SET-CONFIG-EPOCH", epoch);
            });
        }
    }

    private void meet() {
        for (RedisProcess node : processes()) {
            int bus = Integer.parseInt(busPort(node));
            masters.getFirst()
                    .ask(redis -> redis.sendCommand(
                            Protocol.Command.CLUSTER, "MEET", "127.0.0.1", "" + node.port(), "" + bus));
        }
        Conditions.await(
                "nodes that know each other",
                () -> processes().stream()
                        .allMatch(node -> clusterInfo(node)
                                .contains("cluster_known_nodes:" + processes().size() + "\r")));
    }

    private static String busPort(RedisProcess node) {
        return node.ask(redis -> redis.configGet("cluster-port")).get("cluster-port");
    }

    private void replicate() {
        String first = masters.getFirst().ask(redis -> redis.clusterMyId());
        for (RedisProcess replica : replicas) {
            Conditions.await(
                    "a replica that may follow", () -> clusterInfo(replica).contains("cluster_slots_ok:16384"));
            replica.ask(redis -> redis.clusterReplicate(first));
        }
    }

    /** Whether all of it works. */
    boolean isWhole() {
        return processes().stream().allMatch(node -> clusterInfo(node).contains("cluster_state:ok"))
                && replicas.stream()
                        .allMatch(node -> node.info("master_link_status").equals("up"));
    }

    private static String clusterInfo(RedisProcess node) {
        return node.ask(redis -> redis.clusterInfo());
    }

    List<RedisProcess> masters() {
        return masters;
    }

    List<RedisProcess> replicas() {
        return replicas;
    }

    /** All of its nodes. */
    List<RedisProcess> processes() {
        List<RedisProcess> all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    /** A type whose tasks lie on that master as long as no slot is moved, and another one at each call. */
    String typeOn(int master) {
        return IntStream.iterate(types.incrementAndGet(), _ -> types.incrementAndGet())
                .mapToObj(i -> "type-" + i)
                .filter(type -> JedisClusterCRC16.getSlot(Keys.shard(type, 0)) * masters.size() / SLOTS == master)
                .findFirst()
                .orElseThrow();
    }

    /** Returns when the replica of the first master has all that it acknowledged so far. */
    void awaitReplica() {
        long written = Long.parseLong(masters.getFirst().info("master_repl_offset"));
        Conditions.await(
                "a replica that has it all",
                () -> Long.parseLong(replicas.getFirst().info("slave_repl_offset")) >= written);
    }

    URI uri() {
        return URI.create("redis-cluster://"
                + masters.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(",")));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (RedisProcess each : processes()) {
            each.close();
        }
    }
}
