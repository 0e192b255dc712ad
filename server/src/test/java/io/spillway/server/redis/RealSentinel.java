package io.spillway.server.redis;

import io.spillway.server.testing.Conditions;
import java.net.URI;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** A real master, a replica of it, and a Sentinel that moves the name from the one to the other when the first one dies. */
final class RealSentinel implements AutoCloseable {

    private static final String NAME = "kept-by-a-sentinel";

    private final RedisProcess master;
    private final RedisProcess replica;
    private final RedisProcess sentinel;

    private RealSentinel(RedisProcess master, RedisProcess replica, RedisProcess sentinel) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
    }

    static RealSentinel start() {
        RedisProcess master = RedisProcess.start(_ -> "redis-server", "--repl-diskless-sync-delay", "0");
        RedisProcess replica = RedisProcess.start(_ -> "redis-server", "--replicaof", "127.0.0.1 " + master.port());
        RedisProcess sentinel = RedisProcess.startSentinel("""
                sentinel monitor %1$s 127.0.0.1 %2$d 1
                sentinel down-after-milliseconds %1$s 1000
                sentinel failover-timeout %1$s 5000
                """.formatted(NAME, master.port()));
        RealSentinel started = new RealSentinel(master, replica, sentinel);
        Conditions.await(
                "a replica that follows",
                () -> replica.info("master_link_status").equals("up"));
        Conditions.await(
                "a Sentinel that knows both",
                () -> sentinel.info("master0").contains("status=ok")
                        && sentinel.info("master0").contains("slaves=1"));
        return started;
    }

    URI uri() {
        return URI.create("redis-sentinel://127.0.0.1:" + sentinel.port() + "/" + NAME);
    }

    /** The one that was it at first. */
    RedisProcess master() {
        return master;
    }

    RedisProcess replica() {
        return replica;
    }

    int sentinelPort() {
        return sentinel.port();
    }

    void killSentinel() throws InterruptedException {
        sentinel.kill();
    }

    /** Has the replica take over from a master that lives. */
    void failOver() {
        Conditions.await("a Sentinel that trusts the replica", () -> {
            try {
                sentinel.ask(redis -> redis.sendCommand(Protocol.Command.SENTINEL, "FAILOVER", NAME));
                return true;
            } catch (JedisDataException notYet) {
                return false;
            }
        });
    }

    /** Returns when the replica has all that the master acknowledged so far. */
    void awaitReplica() {
        long written = Long.parseLong(master.info("master_repl_offset"));
        Conditions.await(
                "a replica that has it all", () -> Long.parseLong(replica.info("slave_repl_offset")) >= written);
    }

    @Override
    public void close() throws Exception {
        sentinel.close();
        replica.close();
        master.close();
    }
}
