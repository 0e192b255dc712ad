package io.spillway.server.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * The connections to the master that the Sentinels name. They are asked twice a second, since a master that is replaced by
 * hand takes writes for seconds to come, and all of these are lost; and at once where something speaks against the one that
 * they named last: a connection that broke, or an answer that only a replica gives.
 *
 * <p>Jedis's own provider listens to the Sentinels instead, on a connection for each that may die without a word; a bound
 * on that wait makes it pause for seconds, and log an error, each time that nothing happened.
 */
final class NamedMaster implements ConnectionProvider {

    private static final Logger LOG = LoggerFactory.getLogger(NamedMaster.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration WATCH = Duration.ofMillis(500);

    private final RedisUrl.Sentinel url;
    private final LongSupplier nanoTime;
    private final JedisClientConfig toMaster;
    private final Sentinels sentinels;
    private final ReentrantLock asking = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Named named;
    private volatile boolean doubtful;
    private volatile long askedAt;
    private volatile @Nullable String silence;

    NamedMaster(RedisUrl.Sentinel url, LongSupplier nanoTime) {
        this.url = url;
        this.nanoTime = nanoTime;
        this.toMaster = RedisClients.client(url.access(), url.database());
        this.sentinels = new Sentinels(url);
        Thread.ofVirtual().name("sentinel-watch").start(this::watchUntilClosed);
    }

    private record Named(HostAndPort address, LazyPool pool) {}

    @Override
    public Connection getConnection() {
        LazyPool pool = master().pool();
        try {
            return pool.getResource();
        } catch (JedisConnectionException e) {
            doubt();
            throw e;
        }
    }

    @Override
    public Connection getConnection(CommandArguments args) {
        return getConnection();
    }

    /** A connection that is in no pool. */
    Jedis dedicated() {
        try {
            return new Jedis(master().address(), toMaster);
        } catch (JedisConnectionException e) {
            doubt();
            throw e;
        }
    }

    String address() {
        return master().address().toString();
    }

    /** Says that another one may be the master by now. */
    void doubt() {
        doubtful = true;
    }

    /** Why a failure of the master would last, or empty: nobody names the next one. */
    Optional<String> trouble() {
        return Optional.ofNullable(silence);
    }

    private void watchUntilClosed() {
        try {
            while (!closed.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                if (named != null && asking.tryLock()) {
                    try {
                        ask();
                    } finally {
                        asking.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Named master() {
        Named known = trusted();
        if (known != null) {
            return known;
        }
        try {
            if (!asking.tryLock(RedisClients.POOL_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new JedisConnectionException("the Sentinels were asked for " + url.master() + " too long ago");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted while the Sentinels were asked", e);
        }
        try {
            known = trusted();
            return known == null ? ask() : known;
        } finally {
            asking.unlock();
        }
    }

    /** A short while after they were asked, they would say the same. */
    private @Nullable Named trusted() {
        boolean asked = nanoTime.getAsLong() - askedAt < PAUSE.toNanos();
        return doubtful && !asked ? null : named;
    }

    private Named ask() {
        return switch (sentinels.ask()) {
            case Sentinels.Answer.Master(HostAndPort address) -> named(address);
            case Sentinels.Answer.Nobody(String why) -> unnamed(why);
        };
    }

    /** The last one may still be it. */
    private Named unnamed(String why) {
        askedAt = nanoTime.getAsLong();
        silence = why;
        Named last = named;
        if (last == null) {
            throw new JedisConnectionException(why);
        }
        return last;
    }

    private Named named(HostAndPort address) {
        Named last = named;
        // Doubts that come up from here on are about this answer.
        doubtful = false;
        silence = null;
        askedAt = nanoTime.getAsLong();
        if (last != null && last.address().equals(address)) {
            return last;
        }
        Named next = new Named(address, new LazyPool(address, toMaster, RedisClients.pool(), this::doubt));
        named = next;
        if (last != null) {
            LOG.info("The master {} is at {} now; it was at {}", url.master(), address, last.address());
            last.pool().close();
        }
        return next;
    }

    @Override
    public void close() {
        closed.countDown();
        Named last = named;
        if (last != null) {
            last.pool().close();
        }
    }
}
