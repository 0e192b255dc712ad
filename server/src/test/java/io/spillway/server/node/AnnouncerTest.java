package io.spillway.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {

    private final ManualClock clock = new ManualClock(NodeStoreContract.T0);
    private final InMemoryNodeStore store = new InMemoryNodeStore(clock);

    @Test
    void aFreeNameIsTakenAtOnce() throws Exception {
        Announcer announcer = announcer("a");

        assertThat(announcer.join()).isEmpty();
        announcer.runOnce();

        assertThat(store.all()).hasSize(1);
        assertThat(announcer.problems()).isEmpty();
    }

    @Test
    void aNameThatALiveNodeHasIsRefusedAsSoonAsThatOneIsHeardOf() throws Exception {
        Announcer first = announcer("a");
        first.join();
        AtomicInteger asked = new AtomicInteger();
        Announcer second = announcer("b", () -> {
            clock.advance(Duration.ofSeconds(1));
            if (asked.incrementAndGet() == 3) {
                first.runOnce();
            }
            return clock.instant().toEpochMilli() * 1_000_000;
        });

        Optional<SeenNode> other = second.join();

        assertThat(other.map(SeenNode::name)).contains("one");
        assertThat(asked.get()).isLessThan(6);
    }

    @Test
    void theNameOfADeadPredecessorIsTakenAtOnce() throws Exception {
        announcer("a").join();
        Announcer again = announcer("b", () -> {
            throw new AssertionError("it waits");
        });

        again.follow("a");
        again.runOnce();

        assertThat(again.problems()).isEmpty();
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void whoFollowsSomebodyElseDoesNotTakeTheNameOfALiveNode() throws Exception {
        announcer("a").join();
        Announcer other = announcer("c");

        other.follow("b");
        other.runOnce();

        assertThat(other.problems()).hasSize(1);
    }

    @Test
    void theNameOfADeadNodeIsWaitedFor() throws Exception {
        announcer("a").join();
        Announcer again = announcer("b", () -> {
            clock.advance(Duration.ofSeconds(1));
            return clock.instant().toEpochMilli() * 1_000_000;
        });

        assertThat(again.join()).isEmpty();
        assertThat(store.all())
                .singleElement()
                .satisfies(node -> assertThat(node.isLive()).isTrue());
    }

    @Test
    void aNodeThatWasSilentForTooLongSaysThatItsNameIsAnothers() throws Exception {
        Announcer first = announcer("a");
        first.join();
        clock.advance(SeenNode.ALIVE.plusMillis(1));
        Announcer second = announcer("b");
        second.join();

        first.runOnce();
        assertThat(first.problems())
                .containsExactly(new NodeProblem(NodeProblem.Kind.NODE_NAME, "one", "process 17 on host"));
        second.close();
        first.runOnce();

        assertThat(first.problems()).isEmpty();
    }

    @Test
    void aNodeThatStopsIsTakenOut() throws Exception {
        Announcer announcer = announcer("a");
        announcer.join();

        announcer.close();

        assertThat(store.all()).isEmpty();
    }

    @Test
    void aStorageThatIsAwayIsTriedAgain() throws Exception {
        Announcer announcer = announcer("a");
        announcer.join();
        store.down = true;

        assertThat(announcer.runOnce()).isEqualTo(SeenNode.PERIOD);
        announcer.close();
        store.down = false;

        assertThat(store.all()).hasSize(1);
    }

    private Announcer announcer(String incarnation) {
        return announcer(incarnation, () -> clock.instant().toEpochMilli() * 1_000_000);
    }

    private Announcer announcer(String incarnation, LongSupplier nanoTime) {
        return new Announcer(store, incarnation, () -> NodeStoreContract.record("one"), nanoTime);
    }
}
