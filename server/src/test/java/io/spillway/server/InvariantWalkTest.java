package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisInvariants;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.telemetry.Metrics;
import java.io.StringWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What the walk finds is what an operator sees. */
final class InvariantWalkTest {

    private static final String SHARD = "spillway:{walk/0}:";
    private static final Duration AT_LEAST = Duration.ofMillis(15);

    private final RealRedis server = RealRedis.start();
    private final RedisConnection redis = server.connect();
    private final Jedis jedis = new Jedis(server.uri());
    private final Metrics metrics = new Metrics("1", InstantSource.system(), System::nanoTime);
    private final InvariantWalk walk = new InvariantWalk(new RedisInvariants(redis), metrics.server(), 0.03);
    private List<String> delayed;

    @BeforeEach
    void submit() {
        Task.Spec spec = new Task.Spec("walk", "{}", Criticality.CRITICAL, 3, null, null, null);
        delayed = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT)
                        .submit(IntStream.range(0, 100)
                                .mapToObj(_ -> new Submission(spec, null, Duration.ofHours(1)))
                                .toList())
                        .stream()
                        .map(result ->
                                ((SubmitResult.Accepted) result).task().id().ulid())
                        .toList();
    }

    @AfterEach
    void stop() throws Exception {
        jedis.close();
        redis.close();
        server.close();
    }

    @Test
    void showsWhatIsInNoPlaceAndWhatIsInTwoAndThatItIsRightAgain() throws Exception {
        over(1);
        assertThat(violations("nowhere")).isZero();
        assertThat(violations("twice")).isZero();

        jedis.zrem(SHARD + "delayed:CRITICAL", delayed.get(0), delayed.get(1));
        jedis.zadd(SHARD + "leases", 1e15, delayed.get(2));
        over(2);
        assertThat(violations("nowhere")).isEqualTo(2);
        assertThat(violations("twice")).isEqualTo(1);

        over(3);
        assertThat(violations("nowhere")).as("they were put back").isZero();
        assertThat(jedis.zrange(SHARD + "delayed:CRITICAL", 0, -1)).contains(delayed.get(0), delayed.get(1));
    }

    @Test
    void keepsWhatItKnowsWhileRedisIsAwayAndGoesOnAfterwards() throws Exception {
        jedis.zrem(SHARD + "delayed:CRITICAL", delayed.get(0));
        over(1);

        server.kill();
        assertThat(walk.runOnce()).isGreaterThan(AT_LEAST);
        assertThat(violations("nowhere")).isEqualTo(1);
    }

    /** Until so many walks have been made in all. */
    private void over(int walks) throws Exception {
        for (int i = 0; i < 1_000 && value("spillway_invariant_walks_total ") < walks; i++) {
            assertThat(walk.runOnce()).isGreaterThanOrEqualTo(AT_LEAST);
        }
        assertThat(value("spillway_invariant_walks_total ")).isEqualTo(walks);
    }

    private double violations(String kind) throws Exception {
        return value("spillway_invariant_violations{kind=\"" + kind + "\",} ");
    }

    private double value(String series) throws Exception {
        StringWriter exposed = new StringWriter();
        metrics.exposition().write(null, exposed);
        return exposed.toString()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }
}
