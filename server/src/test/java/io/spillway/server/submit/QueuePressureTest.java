package io.spillway.server.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.submit.Pressure.Verdict;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueuePressureTest {

    private static final PressureConfig CONFIG =
            new PressureConfig(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMillis(500), 100_000);

    private final Map<Criticality, Long> queued = new EnumMap<>(Criticality.class);
    private final TaskStore store = new CountedStore();
    private long now = 1;
    private long claims;
    private boolean away;
    private final QueuePressure pressure = new QueuePressure(store, CONFIG, () -> now);

    @Test
    void takesEverythingOfATypeThatItDoesNotKnowYet() {
        assertThat(of(Criticality.SHEDDABLE)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void takesEverythingWhileTheQueueIsWorkedOffInTime() {
        workOff(100, 900);

        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());
        assertThat(pressure.expectedWait("busy").orElseThrow())
                .isBetween(Duration.ofMillis(8_900), Duration.ofMillis(9_100));
    }

    @Test
    void slowsCallersTheMoreTheLongerTheirTasksWouldWait() {
        workOff(100, 1_100);
        Duration alittle = ((Verdict.Slow) of(Criticality.CRITICAL)).by();
        workOff(100, 3_500);
        Duration half = ((Verdict.Slow) of(Criticality.CRITICAL)).by();
        workOff(100, 5_900);
        Duration much = ((Verdict.Slow) of(Criticality.CRITICAL)).by();

        assertThat(alittle).isEqualTo(Duration.ofMillis(10));
        assertThat(half).isBetween(Duration.ofMillis(240), Duration.ofMillis(260));
        assertThat(much).isBetween(Duration.ofMillis(480), Duration.ofMillis(500));
    }

    @Test
    void refusesWhatWouldWaitTooLongAndSaysForHowLong() {
        workOff(100, 7_000);

        assertThat(of(Criticality.CRITICAL)).isInstanceOfSatisfying(Verdict.Refuse.class, refused -> {
            assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
            assertThat(refused.why())
                    .isEqualTo("A task of type busy would have to wait for about 70 s before it begins: "
                            + "pressure.refuse-after is 60 s.");
        });
    }

    @Test
    void whatMattersMoreWaitsForLessAndIsRefusedLater() {
        queued.put(Criticality.SHEDDABLE, 100_000L / 2);
        workOff(100, 200);

        assertThat(of(Criticality.CRITICAL_PLUS)).isEqualTo(new Verdict.Pass());
        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());
        assertThat(of(Criticality.SHEDDABLE)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void refusesMoreThanMayWaitHoweverFastTheyAreWorkedOff() {
        workOff(50_000, 100_000);

        assertThat(of(Criticality.CRITICAL))
                .isInstanceOfSatisfying(
                        Verdict.Refuse.class,
                        refused -> assertThat(refused.why())
                                .isEqualTo(
                                        "100,000 tasks of type busy wait already: pressure.max-queued allows no more of "
                                                + "criticality CRITICAL."));
    }

    @Test
    void whatMattersLeastDoesNotFillTheQueueForTheRest() {
        workOff(0, 80_000);

        assertThat(of(Criticality.SHEDDABLE)).isInstanceOf(Verdict.Refuse.class);
        assertThat(of(Criticality.SHEDDABLE_PLUS)).isEqualTo(new Verdict.Pass());

        workOff(0, 90_000);

        assertThat(of(Criticality.SHEDDABLE_PLUS)).isInstanceOf(Verdict.Refuse.class);
        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void aQueueThatNobodyWorksOffIsTakenInToItsBound() {
        workOff(0, 99_999);

        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());
        assertThat(pressure.expectedWait("busy")).isEmpty();
    }

    @Test
    void keepsWhatItKnewWhileTheStoreIsAway() {
        workOff(100, 7_000);
        away = true;

        pressure.runOnce();

        assertThat(of(Criticality.CRITICAL)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aReadingThatIsOldRefusesNobody() {
        workOff(100, 7_000);
        away = true;
        now += Duration.ofSeconds(16).toNanos();

        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());

        pressure.runOnce();
        assertThat(pressure.strained()).isEmpty();
        assertThat(pressure.expectedWaits()).isEmpty();
    }

    @Test
    void forgetsTypesThatNobodySubmits() {
        workOff(100, 7_000);
        now += Duration.ofMinutes(2).toNanos();

        pressure.runOnce();

        assertThat(of(Criticality.CRITICAL)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void saysWhoseCallersAreSlowedOrRefusedAndForHowLong() {
        workOff(100, 3_500);
        Map<String, Strain> slowed = pressure.strained();
        workOff(100, 7_000);
        Map<String, Strain> refused = pressure.strained();
        workOff(100, 100);
        Map<String, Strain> calm = pressure.strained();

        assertThat(slowed).containsOnlyKeys("busy");
        assertThat(slowed.get("busy").isRefused()).isFalse();
        assertThat(slowed.get("busy").expectedWait().orElseThrow())
                .isBetween(Duration.ofSeconds(33), Duration.ofSeconds(37));
        assertThat(refused.get("busy").isRefused()).isTrue();
        assertThat(refused.get("busy").lasting()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(62));
        assertThat(calm).isEmpty();
    }

    @Test
    void whoOnlyAsksForThePaceIsNoCaller() {
        queued.put(Criticality.CRITICAL, 7_000L);
        for (int i = 0; i < 10; i++) {
            pressure.claimsPerSecond("busy");
            pressure.runOnce();
            now += Duration.ofSeconds(1).toNanos();
            claims += 100;
        }

        assertThat(pressure.claimsPerSecond("busy").orElseThrow()).isBetween(95.0, 105.0);
        assertThat(pressure.strained()).isEmpty();
    }

    @Test
    void whatWasClaimedWhileNothingWaitedSaysNothingOfHowMuchCouldBe() {
        workOff(100, 900);
        workOff(1, 0);

        queued.put(Criticality.CRITICAL, 900L);
        pressure.runOnce();

        assertThat(pressure.expectedWait("busy").orElseThrow()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void callersAreSlowedBeforeTheyAreRefused() {
        assertThatThrownBy(() ->
                        new PressureConfig(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before they are refused");
    }

    /** Half a minute at so many claims a second, with so many critical tasks waiting all the time. */
    private void workOff(long perSecond, long waiting) {
        queued.put(Criticality.CRITICAL, waiting);
        of(Criticality.CRITICAL);
        for (int i = 0; i < 60; i++) {
            pressure.runOnce();
            now += Duration.ofMillis(500).toNanos();
            claims += perSecond / 2;
        }
        pressure.runOnce();
    }

    private Verdict of(Criticality criticality) {
        return pressure.of("busy", criticality);
    }

    private final class CountedStore implements TaskStore {

        @Override
        public Map<String, Long> memory() {
            return Map.of();
        }

        @Override
        public Map<String, Backlog> backlog(List<String> types) {
            if (away) {
                throw new QueueUnavailableException("away", new IllegalStateException());
            }
            return Map.of("busy", new Backlog(Map.copyOf(queued), 0, 0, 0, 0, 0, Duration.ZERO, claims));
        }

        @Override
        public Optional<Task> find(TaskId id) {
            return Optional.empty();
        }

        @Override
        public Map<TaskId, Task> find(List<TaskId> ids) {
            return Map.of();
        }

        @Override
        public Glance glance(List<TaskId> ids) {
            return new Glance(Instant.EPOCH, Map.of());
        }

        @Override
        public TransitionResult cancel(TaskId id) {
            return new TransitionResult.Unknown();
        }

        @Override
        public TransitionResult retry(TaskId id) {
            return new TransitionResult.Unknown();
        }

        @Override
        public Page list(Query query) {
            return new Page(List.of(), null);
        }
    }
}
