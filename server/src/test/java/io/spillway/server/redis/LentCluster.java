package io.spillway.server.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One cluster of three masters that is lent to one test class after the other, since it takes seconds to make one. Who asks
 * while it is out gets another, which ends with its use.
 */
final class LentCluster {

    private static @Nullable RealRedisCluster kept;
    private static boolean out;

    private LentCluster() {}

    static synchronized RealRedis lend() {
        if (out) {
            RealRedisCluster another = RealRedisCluster.start(3, 0);
            return RealRedis.of(another, another);
        }
        RealRedisCluster cluster = kept == null ? RealRedisCluster.start(3, 0) : kept;
        kept = cluster;
        out = true;
        return RealRedis.of(cluster, () -> giveBack(cluster));
    }

    private static synchronized void giveBack(RealRedisCluster cluster) throws Exception {
        out = false;
        if (!isEmptied(cluster)) {
            end();
        }
    }

    /** Not if the test has killed it. */
    private static boolean isEmptied(RealRedisCluster cluster) {
        try {
            cluster.masters().forEach(node -> node.ask(Jedis::flushAll));
            return cluster.isWhole();
        } catch (JedisException e) {
            return false;
        }
    }

    static synchronized void end() throws Exception {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
