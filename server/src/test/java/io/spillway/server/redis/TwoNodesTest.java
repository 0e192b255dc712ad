package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Drives;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.degrade.TierStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that decide at the same time over one real Redis. */
final class TwoNodesTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private static RealRedis redis;
    private static RedisConnection connection;

    private final ManualClock clock = new ManualClock(T0);
    private final Queue<TierChange> told = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        redis.close();
    }

    private final class Node implements Runnable {
        final Switchboard switchboard = new Switchboard(DegradeConfig.defaults(), clock);
        final TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(
                        new RedisTierStore(connection),
                        new Alerts(new RedisAlertStore(connection)),
                        change -> {},
                        Evidence.QUIET),
                switchboard,
                DegradeConfig::defaults,
                clock,
                List.of(told::add));
        final TierLoop loop = new TierLoop(keeper, clock::nanos);
        final Operator operator = new Operator(keeper, switchboard, clock);
        final AlertIntake intake = new AlertIntake(new RedisAlertStore(connection), clock, List.of(loop));
        final Scope own;

        Node(String type) {
            this.own = new Scope.Service(type);
        }

        @Override
        public void run() {
            Scope core = new Scope.Core();
            for (int turn = 0; turn < 60; turn++) {
                clock.advance(Duration.ofSeconds(20));
                Instant now = clock.instant();
                intake.accept(List.of(
                        turn % 20 < 5
                                ? Drives.firing(core, Tier.L2, now)
                                : Drives.resolved(core, Tier.L2, now.minusSeconds(1), now)));
                if (turn % 7 == 0) {
                    operator.engage(own, Tier.L1, "drill", Duration.ofMinutes(1), "li");
                }
                loop.runOnce();
            }
        }
    }

    @Test
    void makeOneHistoryInWhichEachChangeFollowsTheOneBefore() throws InterruptedException {
        Node one = new Node("one");
        Node two = new Node("two");

        Thread first = Thread.ofPlatform().start(one);
        Thread second = Thread.ofPlatform().start(two);
        first.join();
        second.join();
        one.loop.runOnce();
        two.loop.runOnce();

        assertThat(one.switchboard.degradation()).isEqualTo(two.switchboard.degradation());
        TierStore.History history = new RedisTierStore(connection).changesAfter(0);
        assertThat(history).isInstanceOfSatisfying(TierStore.History.Complete.class, complete -> {
            assertThat(complete.changes()).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(told);
            Map<Scope, ScopeStatus> before = new HashMap<>();
            for (TierChange change : complete.changes()) {
                ScopeStatus last = before.put(change.scope(), change.to());
                if (last != null) {
                    assertThat(change.from()).isEqualTo(last);
                }
            }
        });
    }
}
