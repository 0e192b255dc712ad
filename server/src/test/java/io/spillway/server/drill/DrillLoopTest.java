package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.alert.Notices;
import io.spillway.server.degrade.ControlLabels;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.task.TaskIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop of one node: it keeps its right, ends with it, begins what is due, and buries what others left. */
final class DrillLoopTest {

    private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");
    private static final DrillId ELSEWHERE = new DrillId("01KAQF5E0000000000000000AA");

    private final ManualClock clock = new ManualClock(START);
    private final DrillsInMemory store = new DrillsInMemory();
    private final InMemoryAlertStore alerts = new InMemoryAlertStore();
    private final List<SubmitRequest> sent = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private DegradeConfig policy = DegradeConfig.defaults();
    private final Surroundings surroundings = new Surroundings(new Surroundings.Sources(
            new Alerts(alerts),
            () -> policy,
            new Switchboard(DegradeConfig.defaults(), clock)::degradation,
            new Switchboard(DegradeConfig.defaults(), clock),
            () -> List.of("probe-canary", "probe-noop")));

    private DrillDesk desk = desk(DrillConfig.DEFAULT);
    private DrillLoop loop = loop(desk);

    @BeforeEach
    void hearTheWatchdog() {
        hear(START);
    }

    private void hear(Instant at) {
        new AlertIntake(alerts, () -> at, List.of())
                .accept(List.of(Notices.firing("00000000000000ff", START, Map.of("alertname", "SpillwayWatchdog"))));
    }

    private DrillDesk desk(DrillConfig config) {
        return new DrillDesk(
                store,
                new Told(),
                surroundings,
                new DrillDesk.Place("node-1", config, new TaskIds(clock::millis, new Random(1)), clock));
    }

    private DrillLoop loop(DrillDesk of) {
        return new DrillLoop(
                new DrillLoop.Ports(
                        requests -> {
                            sent.addAll(requests);
                            return requests.stream()
                                    .<SubmitAnswer>map(_ -> new SubmitAnswer.UnknownType("probe-canary", null))
                                    .toList();
                        },
                        _ -> Map.of(),
                        store,
                        new Told(),
                        () -> {}),
                of,
                surroundings,
                clock);
    }

    private final class Told implements DrillLog {
        @Override
        public void starting(DrillOrder order) {
            told.add("starting for " + order.by());
        }

        @Override
        public void refused(DrillOrder order, String why) {
            told.add("refused");
        }

        @Override
        public void aborting(AbortRequest request) {
            told.add("aborting");
        }

        @Override
        public void ended(Drill drill) {
            told.add("ended " + drill.phase());
        }
    }

    private void turn(int times) {
        for (int i = 0; i < times; i++) {
            clock.advance(Duration.ofMillis(250));
            loop.runOnce();
        }
    }

    private Drill last() {
        return store.recent(1).getFirst();
    }

    @Test
    void sendsHealthyCanariesAtItsRateAndNothingElse() {
        desk.start(DrillsInMemory.order());

        turn(40);

        assertThat(sent).extracting(SubmitRequest::type).containsOnly("probe-canary");
        assertThat(sent).extracting(SubmitRequest::payload).containsOnly("{}");
        assertThat(sent)
                .filteredOn(each -> each.criticality() == Criticality.CRITICAL)
                .hasSizeBetween(199, 200);
        assertThat(sent)
                .filteredOn(each -> each.criticality() == Criticality.SHEDDABLE)
                .hasSizeBetween(19, 20);
    }

    @Test
    void endsWithinATurnOrTwoWhenSomebodyAsks() {
        desk.start(DrillsInMemory.order());
        turn(4);

        desk.abort(new AbortRequest(last().id(), "ada", "enough"));
        turn(2);
        int before = sent.size();
        turn(8);

        assertThat(last().phase()).isEqualTo(Phase.ABORTED);
        assertThat(last().why()).isEqualTo("ada stopped it: enough");
        assertThat(store.underWay()).isEmpty();
        assertThat(sent).hasSize(before);
        assertThat(told).containsExactly("starting for ada", "aborting", "ended ABORTED");
    }

    @Test
    void stopsWhenItsRightIsLost() {
        desk.start(DrillsInMemory.order());
        turn(4);

        store.expire();
        turn(2);
        int before = sent.size();
        turn(8);

        assertThat(sent).hasSize(before);
        assertThat(last().phase()).isEqualTo(Phase.ABORTED);
        assertThat(last().why()).contains("Node node-1, which ran it, is gone");
    }

    @Test
    void saysThatItsNodeStops() {
        desk.start(DrillsInMemory.order());
        turn(4);

        loop.stop();

        assertThat(last().why()).contains("node-1, which ran it, stopped");
        assertThat(store.underWay()).isEmpty();
    }

    @Test
    void buriesOnlyWhatNoNodeRuns() {
        store.begin(DrillsInMemory.underWay(ELSEWHERE, START));
        turn(1);
        assertThat(last().isOver()).isFalse();

        store.expire();
        turn(1);

        assertThat(last().phase()).isEqualTo(Phase.ABORTED);
        assertThat(told).containsExactly("ended ABORTED");
    }

    @Test
    void beginsWhatIsDueOnceAndNotWhileTheWatchdogIsSilent() {
        desk = desk(
                new DrillConfig(Schedule.parse("SUN 03:00"), Duration.ofHours(1), 20, DrillOrder.RuleTimes.DEFAULT));
        loop = loop(desk);
        clock.advance(Duration.ofMinutes(10));
        turn(3);
        assertThat(store.recent(5)).isEmpty();

        hear(clock.instant());
        turn(3);
        assertThat(last().order().isScheduled()).isTrue();
        assertThat(last().phase()).isEqualTo(Phase.BASELINE);

        loop.stop();
        turn(8);
        assertThat(store.recent(5)).hasSize(1);
    }

    @Test
    void doesNotBeginWithoutTheWatchdogOrTwice() {
        desk.start(DrillsInMemory.order());

        assertThat(desk.start(DrillsInMemory.order())).isEqualTo(new DrillDesk.Start.Busy(last().id()));

        clock.advance(Duration.ofMinutes(6));
        assertThat(desk.start(DrillsInMemory.order()))
                .isInstanceOfSatisfying(
                        DrillDesk.Start.Refused.class,
                        refused -> assertThat(refused.why()).contains("the watchdog is silent"));
    }

    @Test
    void goesByTheLabelsAndTheSilenceOfThePolicyThatHolds() {
        policy = policy.withLabels(new ControlLabels("use", "tiers", "level", "where", "what"))
                .withPace(policy.pace().withWatchdogSilence(Duration.ofMinutes(10)));
        clock.advance(Duration.ofMinutes(6));
        new AlertIntake(alerts, clock, List.of())
                .accept(List.of(Notices.firing(
                        "00000000000000fe",
                        clock.instant(),
                        Map.of("use", "tiers", "level", "L1", "where", "service", "what", "probe-canary"))));

        assertThat(desk.start(DrillsInMemory.order()))
                .isInstanceOfSatisfying(
                        DrillDesk.Start.Refused.class,
                        refused -> assertThat(refused.why()).contains("An alert about probe-canary fires already"));
    }
}
