package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.sli.ClusterNumbers;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From tasks that end to what an engagement is said to have done, and to the engine, which does not repeat what does not help. */
final class EngagementEffectTest {

    private static final TaskId CORE_TASK = TaskId.of("stock-deduct", 0, "0".repeat(26));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String TRANSITIONS = "spillway_degradation_transitions_total{";

    private final RealRedis server = RealRedis.start();
    private final RedisConnection redis = server.connect();
    private final ManualClock clock = new ManualClock(ControlPath.T0);
    private ControlPath path = path();

    @AfterEach
    void close() throws Exception {
        path.close();
        redis.close();
        server.close();
    }

    /* For how long the numbers have been known goes by the clock of Redis, which the test does not move: L2 does not wait for it. */
    private ControlPath path() {
        DegradeConfig config = DegradeConfig.defaults();
        Pace pace = Pace.DEFAULT
                .withRampStep(Duration.ofSeconds(1))
                .withThreshold(Tier.L2, Pace.DEFAULT.threshold(Tier.L2).withClear(Duration.ZERO));
        return new ControlPath(
                redis,
                config.withPace(pace).withPolicy(Tier.L2, config.policy(Tier.L2).withMinHold(Duration.ZERO)),
                evidence -> evidence,
                clock);
    }

    private void end(int runs, int errors) {
        for (int i = 0; i < runs; i++) {
            TaskOutcome outcome = i < errors ? TaskOutcome.FAILED : TaskOutcome.SUCCEEDED;
            path.evidence().on(new TaskEvent.Finished(CORE_TASK, outcome, Duration.ZERO, null, null));
        }
    }

    /* Judged by the minute before it and by the one that ends a minute later, on the second. */
    private void engage(int runs, int errors, int runsLater, int errorsLater) {
        end(runs, errors);
        path.skip(ClusterNumbers.PERIOD);
        path.fires(Tier.L2);
        path.skip(MINUTE.minus(ClusterNumbers.PERIOD));
        end(runsLater, errorsLater);
        path.skip(ClusterNumbers.PERIOD);
    }

    private void letGo() {
        path.ends(Tier.L2);
        path.skip(MINUTE);
        path.pass(Duration.ofSeconds(10));
    }

    /* Long enough for engagements not to be cycles of one. */
    private void engagement(int errorsLater) {
        engage(1000, 300, 1000, errorsLater);
        letGo();
        assertThat(path.shown()).isEqualTo("NONE NORMAL");
        path.skip(Duration.ofMinutes(30));
    }

    @Test
    void whatDidNotHelpThreeTimesIsLeftToAPersonAndNotRepeated() throws Exception {
        engagement(290);
        engagement(600);
        engagement(290);
        assertThat(ineffective()).endsWith(" 3.0");

        engage(1000, 300, 1000, 290);
        assertThat(path.shown()).isEqualTo("L2 LATCHED");
        assertThat(path.core().intensity()).isEqualTo(1);
        assertThat(path.describes("latch"))
                .startsWith("The last 3 engagements had no effect: a person must look at it");

        List<String> transitions = path.metrics(TRANSITIONS);
        for (int times = 0; times < 3; times++) {
            letGo();
            path.skip(Duration.ofMinutes(30));
            engage(1000, 300, 1000, 290);
        }
        assertThat(path.shown()).isEqualTo("L2 LATCHED");
        assertThat(path.metrics(TRANSITIONS)).isEqualTo(transitions);
        assertThat(path.evidence().engagements()).hasSize(4);

        letGo();
        path.released("li");
        path.pass(Duration.ofSeconds(10));
        assertThat(path.shown()).isEqualTo("NONE NORMAL");
        assertThat(ineffective()).endsWith(" 0.0");
        path.skip(Duration.ofMinutes(30));
        path.fires(Tier.L2);
        assertThat(path.core().state())
                .as("a person wants to see it tried again")
                .isEqualTo(State.ENGAGED);
    }

    @Test
    void aNodeThatStartsKnowsWhatDidNotHelpBeforeItFirstDecides() {
        engagement(290);
        engagement(290);
        engagement(290);
        path.close();

        path = path();
        path.fires(Tier.L2);

        assertThat(path.shown()).isEqualTo("L2 LATCHED");
    }

    private String ineffective() throws IOException {
        return path.metrics("spillway_degradation_ineffective{scope=\"core\"").getFirst();
    }
}
