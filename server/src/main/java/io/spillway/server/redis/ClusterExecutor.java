package io.spillway.server.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.executors.ClusterCommandExecutor;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * Runs commands on the node that has their slot. It follows a slot that has moved, since the command did nothing where it
 * was refused. In two cases Jedis's own executor goes on, and this one fails as it would with one Redis:
 *
 * <ul>
 *   <li>The answer was lost. The command may have been carried out, and a second submission of a task that runs by then
 *       would start it anew.
 *   <li>The slot is on its way. A script finds some of its keys at either end, and would take the others for missing.
 * </ul>
 */
final class ClusterExecutor implements CommandExecutor {

    private static final int REDIRECTIONS = 5;
    private static final int ATTEMPTS = 3;

    private final ClusterConnectionProvider provider;
    private final CommandExecutor keyless;

    ClusterExecutor(ClusterConnectionProvider provider) {
        this.provider = provider;
        this.keyless = new ClusterCommandExecutor(provider, ATTEMPTS, RedisClients.TIMEOUT);
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
        // A PING for any node, or a command for all of them: they may be repeated, and Jedis knows which is which.
        return command.getArguments().isKeyless() ? keyless.executeCommand(command) : executeOnce(command);
    }

    private <T> T executeOnce(CommandObject<T> command) {
        JedisRedirectionException redirection = null;
        for (int i = 0; i <= REDIRECTIONS; i++) {
            Connection used = null;
            try (Connection connection = connection(command, redirection)) {
                used = connection;
                return connection.executeCommand(command);
            } catch (JedisAskDataException e) {
                throw new JedisClusterOperationException(
                        "slot " + e.getSlot() + " of the cluster is being moved, and waits until it is there", e);
            } catch (JedisRedirectionException e) {
                redirection = e;
                provider.renewSlotCache();
            } catch (JedisConnectionException e) {
                forget(used);
                // Not in this thread: nodes that are gone are asked as well, and this caller has waited already.
                Thread.ofVirtual().name("cluster-slots").start(provider::renewSlotCache);
                throw e;
            }
        }
        throw new JedisClusterOperationException("a slot of the cluster moved on " + REDIRECTIONS + " times in a row");
    }

    private Connection connection(CommandObject<?> command, @Nullable JedisRedirectionException redirection) {
        return redirection == null
                ? provider.getConnection(command.getArguments())
                : provider.getConnection(redirection.getTargetNode());
    }

    /** Drops what lies idle to the node: after its restart each of these would fail one more caller. */
    private void forget(@Nullable Connection broken) {
        if (broken == null) {
            return;
        }
        ConnectionPool pool = provider.getNodes().get(String.valueOf(broken.getHostAndPort()));
        if (pool != null) {
            pool.clear();
        }
    }

    @Override
    public void close() {
        provider.close();
    }
}
