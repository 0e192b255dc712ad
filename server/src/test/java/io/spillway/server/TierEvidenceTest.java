package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Drives;
import io.spillway.server.degrade.InMemoryTierStore;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Pace;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.effect.Verdict;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.telemetry.Metrics;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From tasks that end to what the tiers learn of it: counts, Redis, verdicts, the engine; only time is the test's. */
final class TierEvidenceTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Scope CORE = new Scope.Core();
    private static final TaskId TASK = TaskId.of("stock-deduct", 0, "01JD0000000000000000000000");
    private static final DegradeConfig CONFIG = config();

    private final RealRedis redis = RealRedis.start();
    private final RedisConnection connection = redis.connect();

    private final ManualClock clock = new ManualClock(T0);
    private final InMemoryAlertStore alertStore = new InMemoryAlertStore();
    private final List<TierChange> changes = new ArrayList<>();
    private Metrics metrics;
    private TierEvidence evidence;
    private Switchboard switchboard;
    private TierLoop loop;
    private Operator operator;
    private AlertIntake intake;
    private Instant fired = T0;

    /* L2 goes as soon as nothing asks for it, a second a step: what is tested is what it did meanwhile. */
    private static DegradeConfig config() {
        DegradeConfig config = DegradeConfig.defaults();
        Pace pace = config.pace()
                .withRampStep(Duration.ofSeconds(1))
                .withThreshold(Tier.L2, config.pace().threshold(Tier.L2).withClear(Duration.ZERO));
        return config.withPace(pace).withPolicy(Tier.L2, config.policy(Tier.L2).withMinHold(Duration.ZERO));
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @BeforeEach
    void assemble() {
        metrics = new Metrics("test", clock, clock::nanos);
        evidence = evidence("one", metrics);
        switchboard = new Switchboard(CONFIG, clock);
        switchboard.listen(evidence::inForce);
        TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(new InMemoryTierStore(), new Alerts(alertStore), _ -> {}, evidence),
                switchboard,
                () -> CONFIG,
                clock,
                List.of(changes::add));
        loop = new TierLoop(keeper, clock::nanos);
        operator = new Operator(keeper, switchboard, clock);
        intake = new AlertIntake(alertStore, clock, List.of(loop));
    }

    private TierEvidence evidence(String node, Metrics own) {
        return TierEvidence.of(new TierEvidence.Parts(connection, own, () -> CONFIG), node, clock, clock::nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "1000,300,1000,150,EFFECTIVE,0",
        "1000,300,1000,151,NONE,1",
        "1000,300,1000,449,NONE,1",
        "1000,300,1000,450,HARMFUL,1",
        "1000,130,1000,69,EFFECTIVE,0",
        "1000,130,1000,70,NONE,1",
        "1000,80,1000,119,NONE,1",
        "1000,80,1000,120,HARMFUL,1",
        "60,30,60,30,NONE,1",
        "1000,300,0,0,UNKNOWN,0",
        "59,30,60,30,UNKNOWN,0",
        "60,30,59,30,UNKNOWN,0",
        "1000,69,1000,500,UNKNOWN,0"
    })
    void judgesAnEngagementByWhatEndedBeforeItAndOnceItSettled(
            int runsBefore, int before, int runsSettled, int settled, Verdict expected, int streak) throws Exception {
        engagement(runsBefore, before, runsSettled, settled);

        assertThat(evidence.engagements()).singleElement().satisfies(each -> {
            assertThat(each.verdict()).isEqualTo(expected);
            assertThat(each.ended()).isNotNull();
        });
        assertThat(evidence.ineffective().getOrDefault(CORE, 0)).isEqualTo(streak);
        assertThat(shown("spillway_degradation_ineffective{scope=\"core\",}")).isEqualTo(streak);
        for (Verdict each : List.of(Verdict.EFFECTIVE, Verdict.NONE, Verdict.HARMFUL)) {
            assertThat(judged(each)).as("%s", each).isEqualTo(each == expected ? 1 : 0);
        }
    }

    @Test
    void afterThreeEngagementsWithoutEffectPeopleAreCalledAndTheTierIsNotRepeated() throws Exception {
        engagement(1000, 300, 1000, 300);
        engagement(1000, 300, 1000, 600);
        assertThat(shown("spillway_degradation_ineffective{scope=\"core\",}"))
                .as("what SpillwayTierIneffective fires at")
                .isEqualTo(2);
        engagement(1000, 300, 1000, 300);
        Metrics others = new Metrics("test", clock, clock::nanos);
        TierEvidence other = evidence("two", others);
        other.judge();
        assertThat(other.ineffective()).as("each node knows").containsEntry(CORE, 3);

        changes.clear();
        ended(1000, 300);
        fires();
        turn();
        assertThat(status()).hasValueSatisfying(status -> {
            assertThat(status.state()).isEqualTo(State.LATCHED);
            assertThat(status.tier()).isEqualTo(Tier.L2);
            assertThat(status.intensity()).isEqualTo(1);
            assertThat(status.reason()).startsWith("The last 3 engagements had no effect");
        });
        assertThat(changes).singleElement().matches(each -> each.cause() == TierChange.Cause.LATCH);

        for (int again = 0; again < 5; again++) {
            over();
            pass(Duration.ofHours(1));
            fires();
            turn();
        }
        assertThat(changes.stream().filter(TierChange::matters)).hasSize(1);
        assertThat(evidence.engagements()).hasSize(4);

        over();
        operator.release(CORE, "looked at it", "li");
        settle();
        assertThat(status().map(ScopeStatus::isInForce)).isNotEqualTo(Optional.of(true));
        assertThat(shown("spillway_degradation_ineffective{scope=\"core\",}")).isZero();
        pass(Duration.ofHours(2));
        ended(1000, 300);
        fires();
        turn();
        assertThat(status()).get().matches(each -> each.state() == State.ENGAGED);
    }

    @Test
    void aNodeThatStartsKnowsWhatHadNoEffectBeforeItFirstDecides() throws Exception {
        engagement(1000, 300, 1000, 300);
        engagement(1000, 300, 1000, 300);
        engagement(1000, 300, 1000, 300);

        assemble();
        fires();
        assertThat(loop.runOnce()).isTrue();

        assertThat(status()).get().matches(each -> each.state() == State.LATCHED);
    }

    @Test
    void oneThatHelpedEndsTheRow() throws Exception {
        engagement(1000, 300, 1000, 300);
        engagement(1000, 300, 1000, 300);
        engagement(1000, 300, 1000, 100);
        engagement(1000, 300, 1000, 300);

        assertThat(evidence.ineffective()).containsEntry(CORE, 1);
        ended(1000, 300);
        fires();
        turn();
        assertThat(status()).get().matches(each -> each.state() == State.ENGAGED);
    }

    /* So that engagements are counted by their effect alone, they come two hours apart. */
    private void engagement(int runsBefore, int before, int runsSettled, int settled) {
        pass(Duration.ofHours(2));
        ended(runsBefore, before);
        fires();
        turn();
        assertThat(status()).get().matches(ScopeStatus::isInForce);
        clock.advance(Duration.ofSeconds(61));
        ended(runsSettled, settled);
        turn();
        clock.advance(Duration.ofSeconds(61));
        over();
        settle();
        assertThat(status().map(ScopeStatus::isInForce)).isNotEqualTo(Optional.of(true));
    }

    private void settle() {
        for (int second = 0; second < 20; second++) {
            clock.advance(Duration.ofSeconds(1));
            turn();
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
        turn();
    }

    private void turn() {
        assertThat(loop.runOnce()).isTrue();
        evidence.judge();
    }

    private void ended(int runs, int errors) {
        clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < runs; i++) {
            TaskOutcome outcome = i < errors ? TaskOutcome.FAILED : TaskOutcome.SUCCEEDED;
            evidence.on(new TaskEvent.Finished(TASK, outcome, Duration.ZERO, null, null));
        }
    }

    private void fires() {
        fired = clock.instant();
        receives(Drives.firing(CORE, Tier.L2, fired));
    }

    private void over() {
        receives(Drives.resolved(CORE, Tier.L2, fired, clock.instant()));
    }

    private void receives(AlertNotice notice) {
        intake.accept(List.of(notice));
    }

    private Optional<ScopeStatus> status() {
        return switchboard.degradation().scopes().stream()
                .filter(each -> each.scope().equals(CORE))
                .findFirst();
    }

    private double judged(Verdict verdict) throws IOException {
        return shown("spillway_degradation_effect_total{scope=\"core\",tier=\"L2\",verdict=\""
                + verdict.name().toLowerCase(Locale.ROOT) + "\",}");
    }

    private double shown(String series) throws IOException {
        StringWriter writer = new StringWriter();
        metrics.exposition().write(null, writer);
        return writer.toString()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }
}
