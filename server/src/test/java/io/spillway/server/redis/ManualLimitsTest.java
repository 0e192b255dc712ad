package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits that a person sets while the servers run, until when they hold, and how much of a type's limits is in use. */
final class ManualLimitsTest {

    private final QueueScene scene = QueueScene.start();
    private final RedisLimitStore limits = new RedisLimitStore(scene.redis, () -> scene.now);

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void whatAPersonSetsHoldsAtOnceAndBeforeWhatTheHandlerBrings() {
        scene.submit(10);

        limits.set(scene.type, concurrency(2, null));
        int lowered = scene.client
                .claim(scene.type, 10, new ClaimLimits(8, -1, -1))
                .tasks()
                .size();
        limits.clear(scene.type);
        int restored = scene.client
                .claim(scene.type, 10, new ClaimLimits(8, -1, -1))
                .tasks()
                .size();

        assertThat(lowered).isEqualTo(2);
        assertThat(restored).isEqualTo(6);
    }

    @Test
    void aRaisedLimitPerKeyLetsParkedTasksGo() {
        scene.submit(200, Criticality.CRITICAL, "acct-1");
        ClaimLimits onePerKey = new ClaimLimits(-1, -1, 1);
        for (int i = 0; i < 5; i++) {
            scene.client.claim(scene.type, 64, onePerKey);
        }

        limits.set(
                scene.type,
                change(new ManualLimits.Values(Optional.empty(), Optional.empty(), Optional.of(150)), null));
        int begun = 1;
        for (int i = 0; i < 8; i++) {
            begun += scene.client.claim(scene.type, 64, onePerKey).tasks().size();
        }

        assertThat(begun).isEqualTo(150);
        assertThat(scene.violations()).isZero();
    }

    @Test
    void aLiftedLimitIsNone() {
        scene.submit(10);
        ClaimLimits two = new ClaimLimits(2, 1, -1);

        limits.set(
                scene.type,
                change(
                        new ManualLimits.Values(
                                Optional.of(Integer.MAX_VALUE),
                                Optional.of(Double.POSITIVE_INFINITY),
                                Optional.empty()),
                        null));

        assertThat(scene.client.claim(scene.type, 20, two).tasks()).hasSize(10);
        assertThat(manual().values().concurrency()).contains(Integer.MAX_VALUE);
        assertThat(manual().values().perSecond()).contains(Double.POSITIVE_INFINITY);
    }

    @Test
    void aPausedTypeBeginsNothingAndWhatRunsGoesOn() {
        scene.submit(3);
        Task running = scene.client.claim(scene.type, 1).tasks().getFirst();

        limits.set(scene.type, concurrency(0, null));
        Claimed paused = scene.client.claim(scene.type, 5);
        Settlement.Result settled = scene.client.settle(QueueScene.succeeded(running));
        limits.clear(scene.type);

        assertThat(paused.tasks()).isEmpty();
        assertThat(paused.heldBack()).isEqualTo(Claimed.HeldBack.CONCURRENCY);
        assertThat(settled).isEqualTo(Settlement.Result.SETTLED);
        assertThat(scene.client.claim(scene.type, 5).tasks()).hasSize(2);
    }

    @Test
    void whatAPersonSetsEndsWhenItsTimeIsOver() {
        scene.submit(10);
        ClaimLimits eight = new ClaimLimits(8, -1, -1);
        limits.set(scene.type, concurrency(0, Duration.ofMinutes(5)));

        Claimed paused = scene.client.claim(scene.type, 10, eight);
        scene.pass(paused.lookAgain().orElseThrow().minusMillis(1));
        int justBefore = scene.client.claim(scene.type, 10, eight).tasks().size();
        Optional<ManualLimits> before = use().manual();
        scene.pass(Duration.ofMillis(1));
        Optional<ManualLimits> after = use().manual();
        int then = scene.client.claim(scene.type, 10, eight).tasks().size();

        assertThat(paused.lookAgain()).contains(Duration.ofMinutes(5));
        assertThat(justBefore).isZero();
        assertThat(before).isPresent();
        assertThat(after).isEmpty();
        assertThat(then).isEqualTo(8);
        assertThat(limits.clear(scene.type)).isFalse();
    }

    @Test
    void parkedTasksGoOnWhenALimitPerKeyThatAPersonSetHasEnded() {
        scene.submit(10, Criticality.CRITICAL, "acct-1");
        limits.set(
                scene.type,
                change(
                        new ManualLimits.Values(Optional.empty(), Optional.empty(), Optional.of(1)),
                        Duration.ofMinutes(5)));
        ClaimLimits fourPerKey = new ClaimLimits(-1, -1, 4);
        scene.client.claim(scene.type, 10, fourPerKey);

        scene.pass(Duration.ofMinutes(5));
        int begun = 1;
        for (int i = 0; i < 3; i++) {
            begun += scene.client.claim(scene.type, 10, fourPerKey).tasks().size();
        }

        assertThat(begun).isEqualTo(4);
        assertThat(scene.violations()).isZero();
    }

    @Test
    void showsWhoSetWhatAndWhy() {
        limits.set(scene.type, concurrency(4, Duration.ofHours(2)));

        assertThat(manual())
                .isEqualTo(new ManualLimits(
                        new ManualLimits.Values(Optional.of(4), Optional.empty(), Optional.empty()),
                        "op",
                        "the gateway is slow",
                        Instant.ofEpochMilli(scene.now),
                        Instant.ofEpochMilli(scene.now).plus(Duration.ofHours(2))));
    }

    @Test
    void whatIsSetReplacesAllThatWasSetBefore() {
        limits.set(scene.type, concurrency(4, Duration.ofHours(2)));

        limits.set(
                scene.type,
                change(new ManualLimits.Values(Optional.empty(), Optional.of(0.5), Optional.empty()), null));

        assertThat(manual().values().concurrency()).isEmpty();
        assertThat(manual().values().perSecond()).contains(0.5);
        assertThat(manual().until()).isNull();
    }

    @Test
    void showsWhatRunsWhatIsParkedAndTheBusiestKeys() {
        scene.submit(3, Criticality.CRITICAL, "acct-1");
        scene.submit(2, Criticality.CRITICAL, "acct-2");
        scene.submit(1);
        scene.client.claim(scene.type, 10, new ClaimLimits(-1, -1, 1));

        TypeUse use = use();

        assertThat(use.running()).isEqualTo(3);
        assertThat(use.parked()).isEqualTo(3);
        assertThat(use.keys())
                .containsExactly(new TypeUse.BusyKey("acct-1", 1, 2), new TypeUse.BusyKey("acct-2", 1, 1));
        assertThat(limits.use(List.of(scene.type), 1).get(scene.type).keys()).hasSize(1);
    }

    @Test
    void countsTheStartsOfTheLastSecond() {
        // 1,700,000,000,000 is the beginning of a second.
        scene.submit(100);
        scene.client.claim(scene.type, 30);
        scene.pass(Duration.ofMillis(500));
        scene.client.claim(scene.type, 10);
        double inTheFirst = use().startsPerSecond();
        scene.pass(Duration.ofMillis(750));
        double noneSince = use().startsPerSecond();
        scene.client.claim(scene.type, 7);
        double inTheSecond = use().startsPerSecond();
        scene.pass(Duration.ofSeconds(3));
        double longAfter = use().startsPerSecond();

        assertThat(inTheFirst).isEqualTo(40);
        assertThat(noneSince).isEqualTo(30);
        assertThat(inTheSecond).isEqualTo(37);
        assertThat(longAfter).isZero();
    }

    @Test
    void whatStandsThereAndIsNoLimitIsNone() {
        scene.submit(2);
        scene.redis.commands().hset(Keys.shard(scene.type, 0) + "shard", "concurrency", "lots");

        assertThat(scene.client.claim(scene.type, 5).tasks()).hasSize(2);
        assertThat(manual().values().concurrency()).isEmpty();
    }

    private TypeUse use() {
        return limits.use(List.of(scene.type), 10).getOrDefault(scene.type, TypeUse.NOTHING);
    }

    private ManualLimits manual() {
        return use().manual().orElseThrow();
    }

    private static ManualLimits.Change concurrency(int limit, @Nullable Duration ttl) {
        return change(new ManualLimits.Values(Optional.of(limit), Optional.empty(), Optional.empty()), ttl);
    }

    private static ManualLimits.Change change(ManualLimits.Values values, @Nullable Duration ttl) {
        return new ManualLimits.Change(values, "op", "the gateway is slow", ttl);
    }
}
