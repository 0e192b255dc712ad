package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Outcome;
import io.spillway.server.engine.Hand.Held;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.task.Lease;
import io.spillway.server.task.Task;
import org.junit.jupiter.api.Test;

final class HandTest {

    private final RegisteredHandler handler =
            ScriptedHandler.of("held", _ -> Outcome.succeeded()).find("held").orElseThrow();
    private final Held first = held(1, 100);
    private final Held second = held(2, 200);
    private final Hand hand = new Hand();

    @Test
    void givesFirstWhatHasWaitedLongest() {
        hand.add(first);
        hand.add(second);

        assertThat(hand.next()).contains(first);
        assertThat(hand.next()).contains(second);
        assertThat(hand.next()).isEmpty();
    }

    @Test
    void whatNobodyCouldBeginGoesFirstAgain() {
        hand.add(first);
        hand.add(second);

        hand.putBack(hand.next().orElseThrow());

        assertThat(hand.next()).contains(first);
    }

    @Test
    void knowsALeaseUntilItsTaskRuns() {
        hand.add(first);

        Held leaving = hand.next().orElseThrow();
        assertThat(hand.size()).isZero();
        assertThat(hand.isEmpty()).isFalse();
        assertThat(hand.leases()).containsExactly(lease(first.task()));
        hand.left(leaving);
        assertThat(hand.isEmpty()).isTrue();

        assertThat(hand.leases()).isEmpty();
    }

    @Test
    void givesBackWhatWaitsForTooLongAndNothingElse() {
        hand.add(first);
        hand.add(second);

        assertThat(hand.takeThatCameBefore(200)).containsExactly(first);
        assertThat(hand.takeThatCameBefore(200)).isEmpty();
        assertThat(hand.size()).isEqualTo(1);
        assertThat(hand.oldest()).hasValue(200);
        assertThat(hand.takeAll()).containsExactly(second);
        assertThat(hand.size()).isZero();
        assertThat(hand.oldest()).isEmpty();
    }

    @Test
    void dropsATaskOnce() {
        hand.add(first);

        assertThat(hand.drop(second.task().id())).isEmpty();
        assertThat(hand.drop(first.task().id())).contains(first.task());
        assertThat(hand.size()).isZero();
        assertThat(hand.drop(first.task().id())).isEmpty();
        assertThat(hand.next()).isEmpty();
    }

    private Held held(int number, long came) {
        return new Held(ClaimedTasks.task("held", number), handler, came - 10, came);
    }

    private static Lease lease(Task task) {
        return new Lease(task.id(), task.fence());
    }
}
