package io.spillway.server.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** The Sentinels, asked one after the other where the master is. */
final class Sentinels {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisUrl.Sentinel url;
    private final JedisClientConfig config;

    Sentinels(RedisUrl.Sentinel url) {
        this.url = url;
        this.config = RedisClients.brief(url.sentinelAccess(), TIMEOUT);
    }

    /** What they said. */
    sealed interface Answer {

        record Master(HostAndPort address) implements Answer {}

        /** @param why what each of them said instead, or what happened */
        record Nobody(String why) implements Answer {}
    }

    /** The first answer that names a master. */
    Answer ask() {
        List<String> reasons = new ArrayList<>();
        for (RedisUrl.Host sentinel : url.sentinels()) {
            try (Jedis redis = new Jedis(sentinel.address(), config)) {
                List<String> answer = redis.sentinelGetMasterAddrByName(url.master());
                if (answer != null && answer.size() == 2) {
                    return new Answer.Master(new HostAndPort(answer.get(0), Integer.parseInt(answer.get(1))));
                }
                reasons.add(sentinel + " knows no master " + url.master());
            } catch (JedisException e) {
                reasons.add(sentinel + ": " + Reason.of(e));
            } catch (NumberFormatException e) {
                reasons.add(sentinel + " names no port: " + e.getMessage());
            }
        }
        return new Answer.Nobody(
                "no Sentinel names the master " + url.master() + " (" + String.join("; ", reasons) + ")");
    }
}
