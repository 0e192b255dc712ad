package io.spillway.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Protocol;

/** A real Redis Cluster of three masters. */
final class SharedCluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SLOTS = 16_384;

    private final List<SharedRedis> masters;

    private SharedCluster(List<SharedRedis> masters) {
        this.masters = masters;
    }

    static SharedCluster start(Path folder) {
        SharedCluster cluster = new SharedCluster(IntStream.range(0, 3)
                .mapToObj(i -> SharedRedis.start(
                        folder,
                        "--cluster-enabled",
                        "yes",
                        "--cluster-config-file",
                        "nodes-" + i + ".conf",
                        "--cluster-port",
                        "" + Child.freePort()))
                .toList());
        cluster.join();
        return cluster;
    }

    private void join() {
        for (int i = 0; i < masters.size(); i++) {
            int from = SLOTS * i / masters.size();
            int to = SLOTS * (i + 1) / masters.size() - 1;
            masters.get(i).ask(redis -> redis.clusterAddSlotsRange(from, to));
            String bus =
                    masters.get(i).ask(redis -> redis.configGet("cluster-port")).get("cluster-port");
            String port = "" + masters.get(i).port();
            masters.getFirst()
                    .ask(redis -> redis.sendCommand(Protocol.Command.CLUSTER, "MEET", "127.0.0.1", port, bus));
        }
        Await.until(
                "a cluster that works",
                LIMIT,
                () -> masters.stream()
                        .allMatch(node -> node.ask(redis -> redis.clusterInfo()).contains("cluster_state:ok")));
    }

    String url() {
        return "redis-cluster://"
                + masters.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** How many keys each master has. */
    List<Long> sizes() {
        return masters.stream().map(node -> node.ask(redis -> redis.dbSize())).toList();
    }

    @Override
    public void close() {
        masters.forEach(SharedRedis::close);
    }
}
