package io.spillway.server.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** A cluster. */
final class ClusterRedis implements Topology {

    private final RedisUrl.Cluster url;
    private final JedisClientConfig config;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable Connected connected;

    private record Connected(ClusterConnectionProvider provider, RedisClusterClient client) {}

    ClusterRedis(RedisUrl.Cluster url) {
        this.url = url;
        this.config = RedisClients.client(url.access(), 0);
    }

    @Override
    public UnifiedJedis commands() {
        return connected().client();
    }

    @Override
    public List<RedisMaster> masters() {
        ClusterConnectionProvider provider = connected().provider();
        Map<HostAndPort, String> tags = new HashMap<>();
        for (int slot = 0; slot < SlotTags.SLOTS; slot++) {
            HostAndPort node = provider.getNode(slot);
            if (node != null) {
                tags.putIfAbsent(node, SlotTags.of(slot));
            }
        }
        return tags.entrySet().stream()
                .map(each -> new RedisMaster(
                        each.getKey().toString(), each.getValue(), () -> provider.getConnection(each.getKey())))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    /** Any node will do: the cluster carries each message to all of them. */
    @Override
    public Jedis dedicated() {
        List<String> nodes = new ArrayList<>(connected().provider().getNodes().keySet());
        Collections.shuffle(nodes);
        JedisException last = new JedisConnectionException("the cluster has no nodes");
        for (String node : nodes) {
            try {
                return new Jedis(HostAndPort.from(node), config);
            } catch (JedisException e) {
                last = e;
            }
        }
        throw last;
    }

    /** The client asks the cluster for its nodes when it is made, and that fails where none answers. */
    private Connected connected() {
        Connected made = connected;
        if (made != null) {
            return made;
        }
        try {
            if (!connecting.tryLock(RedisClients.POOL_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new JedisConnectionException("no node of the cluster has answered yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted while the cluster was asked for its nodes", e);
        }
        try {
            made = connected;
            if (made == null) {
                made = connect();
                connected = made;
            }
            return made;
        } finally {
            connecting.unlock();
        }
    }

    private Connected connect() {
        ClusterConnectionProvider provider;
        try {
            provider = new ClusterConnectionProvider(
                    url.nodes().stream().map(RedisUrl.Host::address).collect(Collectors.toSet()),
                    config,
                    RedisClients.pool());
        } catch (JedisException e) {
            throw new JedisConnectionException(Reason.of(e), e);
        }
        RedisClusterClient client = RedisClusterClient.builder()
                .nodes(url.nodes().stream().map(RedisUrl.Host::address).collect(Collectors.toSet()))
                .clientConfig(config)
                .connectionProvider(provider)
                .commandExecutor(new ClusterExecutor(provider))
                .build();
        return new Connected(provider, client);
    }

    @Override
    public void close() {
        Connected made = connected;
        if (made != null) {
            made.client().close();
        }
    }
}
