package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.pool.LoadMeter;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskEvent.Submitted.Result;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TaskLoadTest {

    private static final Instant CREATED = Instant.parse("2026-11-23T08:00:00Z");

    private final LoadMeter meter = new LoadMeter();
    private final TaskLoad load = new TaskLoad(meter);

    @BeforeEach
    void look() {
        meter.read(0);
    }

    @Test
    void onlyWhatWasAcceptedHasCome() {
        for (Result result : Result.values()) {
            load.on(new TaskEvent.Submitted("coupon", Criticality.CRITICAL, result));
        }

        assertThat(read().rate()).isEqualTo(1);
    }

    @Test
    void aTaskTookFromWhenItCouldBeginToItsEnd() {
        load.on(new TaskEvent.AttemptEnded(task(null), null, Duration.ofMillis(20)));
        load.on(new TaskEvent.AttemptEnded(task(null), Cause.DATABASE, Duration.ofMillis(40)));

        PoolSignals.Load read = read();
        assertThat(read.ended()).isEqualTo(2);
        assertThat(read.run()).isEqualTo(Duration.ofMillis(30));
        assertThat(read.p95().toMillis()).isCloseTo(5030, within(600L));
    }

    @Test
    void aRetryCouldBeginWhenItCameDue() {
        load.on(new TaskEvent.AttemptEnded(task(CREATED.plusMillis(4_900)), null, Duration.ofMillis(20)));

        assertThat(read().p95().toMillis()).isCloseTo(120, within(15L));
    }

    @Test
    void whatBeganWaited() {
        load.on(new TaskEvent.Started(task(null), Duration.ofMillis(80)));

        assertThat(read().waits().p95().toMillis()).isCloseTo(80, within(10L));
    }

    private PoolSignals.Load read() {
        return meter.read(Duration.ofSeconds(1).toNanos());
    }

    private static Task task(@Nullable Instant due) {
        return new Task(
                new TaskIds(CREATED::toEpochMilli, new Random(1)).next("coupon", 0),
                TaskState.RUNNING,
                new Task.Spec("coupon", "{}", Criticality.CRITICAL, 3, null, null, null),
                new Task.Claim(1, 17, "node-1", null),
                new Task.Times(CREATED, null, due, CREATED.plusSeconds(5), CREATED.plusSeconds(5), null),
                null,
                null,
                false);
    }
}
