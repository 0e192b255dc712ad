package io.spillway.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NodeDirectoryTest {

    private final ManualClock clock = new ManualClock(NodeStoreContract.T0);
    private final InMemoryNodeStore store = new InMemoryNodeStore(clock);
    private final NodeDirectory directory = new NodeDirectory(
            store,
            () -> NodeStoreContract.record("here"),
            clock,
            () -> clock.instant().toEpochMilli() * 1_000_000);

    @Test
    void showsTheLiveOnesFirstAndThisOneAmongThem() {
        store.announce(NodeStoreContract.record("dead"), "a");
        clock.advance(Duration.ofMinutes(1));
        store.announce(NodeStoreContract.record("other"), "b");
        store.announce(NodeStoreContract.record("here"), "c");

        NodeDirectory.Seen seen = directory.seen();

        assertThat(seen.complete()).isTrue();
        assertThat(seen.nodes()).extracting(SeenNode::name).containsExactly("here", "other", "dead");
        assertThat(seen.nodes()).extracting(SeenNode::isLive).containsExactly(true, true, false);
        assertThat(seen.targets()).containsExactly("10.0.0.1:8080");
    }

    @Test
    void knowsThisNodeAloneWhileTheStorageIsAway() {
        store.announce(NodeStoreContract.record("other"), "b");
        store.down = true;

        assertThat(directory.seen().nodes()).extracting(SeenNode::name).containsExactly("here");
        assertThat(directory.seen().complete()).isFalse();
    }

    @Test
    void asksOnceASecondAtTheMost() {
        assertThat(directory.seen().nodes()).hasSize(1);
        store.announce(NodeStoreContract.record("other"), "b");

        assertThat(directory.seen().nodes()).hasSize(1);
        clock.advance(Duration.ofMillis(1001));

        assertThat(directory.seen().nodes()).hasSize(2);
    }
}
