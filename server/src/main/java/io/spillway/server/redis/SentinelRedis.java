package io.spillway.server.redis;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.executors.CommandExecutor;

/** A master whose place a replica takes when it fails. */
final class SentinelRedis implements Topology {

    private final NamedMaster master;
    private final RedisClient client;

    SentinelRedis(RedisUrl.Sentinel url, LongSupplier nanoTime) {
        this.master = new NamedMaster(url, nanoTime);
        this.client = RedisClient.builder()
                .clientConfig(RedisClients.client(url.access(), url.database()))
                .connectionProvider(master)
                .commandExecutor(new Executor(master))
                .build();
    }

    /** Notices a master that has become a replica, and goes on answering. */
    private record Executor(NamedMaster master) implements CommandExecutor {

        @Override
        public <T> T executeCommand(CommandObject<T> command) {
            try (Connection connection = master.getConnection()) {
                return connection.executeCommand(command);
            } catch (JedisDataException e) {
                if (String.valueOf(e.getMessage()).contains("READONLY")) {
                    master.doubt();
                }
                throw e;
            }
        }

        @Override
        public void close() {
            master.close();
        }
    }

    @Override
    public UnifiedJedis commands() {
        return client;
    }

    @Override
    public List<RedisMaster> masters() {
        return List.of(new RedisMaster(master.address(), "on-0", master::getConnection));
    }

    @Override
    public Jedis dedicated() {
        return master.dedicated();
    }

    @Override
    public Optional<String> trouble() {
        return master.trouble();
    }

    @Override
    public void close() {
        client.close();
    }
}
