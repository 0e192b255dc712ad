package io.spillway.server.redis;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.UnifiedJedis;

/** How many servers there are, and which of them to talk to. All of it connects when it is used, and waits for no longer than a bound. */
interface Topology extends AutoCloseable {

    /** Runs commands where their keys are. */
    UnifiedJedis commands();

    /** The servers that take writes. Several calls may differ: masters fail, and others take their place. */
    List<RedisMaster> masters();

    /** A connection of its own, for a subscription, to a server through which every message comes. */
    Jedis dedicated();

    /** Why a failure would last for longer than it had to, or empty. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    void close();
}
