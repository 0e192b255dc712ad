package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Submission;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ScriptTimeTest {

    private static final Duration A_ROUND_TRIP = Duration.ofMillis(7);

    private final AtomicLong clock = new AtomicLong();
    private final List<String> told = new ArrayList<>();

    @Test
    void eachScriptTellsHowLongItsAnswerTook() throws Exception {
        try (RealRedis server = RealRedis.start();
                RedisConnection redis = RedisConnection.open(
                        server.uri(),
                        new RedisConnection.Clocks(
                                InstantSource.system(),
                                () -> clock.getAndAdd(A_ROUND_TRIP.toNanos()),
                                (script, took) -> told.add(script + " " + took.toMillis())))) {
            RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(3), TaskQueueConfig.DEFAULT);

            queue.submit(List.of(new Submission(
                    new Task.Spec("timed", "{}", Criticality.CRITICAL, 3, null, null, null), null, Duration.ZERO)));

            assertThat(told).containsExactly("submit 7");
        }
    }
}
