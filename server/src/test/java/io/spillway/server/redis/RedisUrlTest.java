package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.redis.RedisUrl.Access;
import io.spillway.server.redis.RedisUrl.Host;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisUrlTest {

    private static final Access NOBODY = new Access(false, null, null);

    @Test
    void oneServerMayStandAlone() {
        assertThat(RedisUrl.parse("redis://cache"))
                .isEqualTo(new RedisUrl.Single(URI.create("redis://cache"), new Host("cache", 6379), NOBODY, 0));
    }

    @Test
    void oneServerMayHaveAPasswordWithSpecialSignsAndADatabase() {
        RedisUrl.Single url = (RedisUrl.Single) RedisUrl.parse("rediss://me:p%40s%2Fs+%3A@[::1]:7000/3");

        assertThat(url.host()).isEqualTo(new Host("::1", 7000));
        assertThat(url.access()).isEqualTo(new Access(true, "me", "p@s/s+:"));
        assertThat(url.database()).isEqualTo(3);
    }

    @Test
    void sentinelsNameTheirMaster() {
        assertThat(RedisUrl.parse("redis-sentinel://:secret@a_b:1,c.example/my-master/2?sentinel-password=other"))
                .isEqualTo(new RedisUrl.Sentinel(
                        List.of(new Host("a_b", 1), new Host("c.example", 26_379)),
                        "my-master",
                        new Access(false, null, "secret"),
                        new Access(false, null, "other"),
                        2));
    }

    @Test
    void aClusterHasSeveralNodes() {
        assertThat(RedisUrl.parse("rediss-cluster://me:secret@a:1,b,c:3/"))
                .isEqualTo(new RedisUrl.Cluster(
                        List.of(new Host("a", 1), new Host("b", 6379), new Host("c", 3)),
                        new Access(true, "me", "secret")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:hush@one:1/0",
                "redis-sentinel://:hush@one:1/m?sentinel-password=hush",
                "redis-cluster://me:hush@one:1,two:2"
            })
    void showsItselfWithItsHostsAndWithoutItsPassword(String text) {
        assertThat(RedisUrl.parse(text).toString()).contains("one:1").doesNotContain("hush");
        assertThat(RedisUrl.parse(text))
                .extracting(RedisUrlTest::access)
                .asString()
                .doesNotContain("hush");
    }

    private static Access access(RedisUrl url) {
        return switch (url) {
            case RedisUrl.Single single -> single.access();
            case RedisUrl.Sentinel sentinel -> sentinel.access();
            case RedisUrl.Cluster cluster -> cluster.access();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cache:6379",
                "http://cache",
                "redis://",
                "redis://one,two",
                "redis://one:0",
                "redis://one:70000",
                "redis://one:6379/mymaster",
                "redis://one:6379?timeout=1",
                "redis://one:6379#x",
                "redis://hush@one",
                "redis://me:@one",
                "redis://:hu/sh@one",
                "redis://:hu sh@one",
                "redis-sentinel://one",
                "redis-sentinel://one/",
                "redis-sentinel://one/m/x",
                "redis-sentinel://one/m?password=hush",
                "redis-sentinel://one/m?sentinel-password",
                "redis-cluster://one,,two",
                "redis-cluster://one/1",
                "redis-cluster://one:x"
            })
    void saysWhatItMustBeWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> RedisUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an address ")
                .hasMessageNotContaining("hu");
    }
}
