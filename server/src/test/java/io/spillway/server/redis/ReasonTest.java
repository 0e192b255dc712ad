package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

final class ReasonTest {

    @Test
    void whatWasTriedComesBeforeWhatCameOfIt() {
        JedisException failure = new JedisConnectionException("Failed to connect to cache:6379.");
        failure.addSuppressed(new JedisConnectionException(new ConnectException("Connection refused")));

        assertThat(Reason.of(failure)).isEqualTo("Failed to connect to cache:6379: Connection refused");
    }

    @Test
    void nothingIsSaidTwice() {
        assertThat(Reason.of(new JedisConnectionException(new ConnectException("Connection refused"))))
                .isEqualTo("java.net.ConnectException: Connection refused");
        assertThat(Reason.of(new JedisException("NOAUTH Authentication required.")))
                .isEqualTo("NOAUTH Authentication required");
    }

    @Test
    void aFailureWithoutAWordHasAName() {
        assertThat(Reason.of(new JedisException((String) null))).isEqualTo("JedisException");
    }
}
