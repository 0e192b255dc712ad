package io.spillway.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.node.NodeStore.Announced;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of nodes does. */
public abstract class NodeStoreContract {

    protected static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    /** A store without nodes. */
    protected abstract NodeStore store();

    /** Lets time pass for it. */
    protected abstract void pass(Duration time);

    @Test
    void listsWhoAnnouncedItself() {
        NodeStore store = store();

        assertThat(store.announce(record("one"), "a")).isEqualTo(new Announced.Written());
        pass(Duration.ofSeconds(2));
        assertThat(store.announce(record("two"), "b")).isEqualTo(new Announced.Written());

        assertThat(store.all())
                .containsExactlyInAnyOrder(
                        new SeenNode(record("one"), T0, Duration.ofSeconds(2)),
                        new SeenNode(record("two"), T0.plusSeconds(2), Duration.ZERO));
    }

    @Test
    void keepsANameForWhoHasItAsLongAsThatOneLives() {
        NodeStore store = store();
        store.announce(record("one"), "a");
        pass(SeenNode.ALIVE);

        assertThat(store.announce(record("one"), "b"))
                .isEqualTo(new Announced.Taken(new SeenNode(record("one"), T0, SeenNode.ALIVE)));
        pass(Duration.ofMillis(1));

        assertThat(store.announce(record("one"), "b")).isEqualTo(new Announced.Written());
        assertThat(store.announce(record("one"), "a")).isInstanceOf(Announced.Taken.class);
    }

    @Test
    void takesOutOnlyTheIncarnationThatAsks() {
        NodeStore store = store();
        store.announce(record("one"), "a");

        store.remove("one", "b");
        store.remove("nobody", "a");
        assertThat(store.all()).hasSize(1);
        store.remove("one", "a");

        assertThat(store.all()).isEmpty();
    }

    @Test
    void remembersTheDeadForAWhile() {
        NodeStore store = store();
        store.announce(record("dead"), "a");
        pass(SeenNode.REMEMBERED);

        assertThat(store.all())
                .singleElement()
                .satisfies(node -> assertThat(node.isLive()).isFalse());
        pass(Duration.ofMillis(1));

        assertThat(store.all()).isEmpty();
    }

    protected static NodeRecord record(String name) {
        return new NodeRecord(
                new NodeRecord.Identity(name, "0.1", "10.0.0.1:8080", "host", 17),
                T0,
                new NodeRecord.Workers(3, 64),
                List.of("probe-noop"),
                List.of(new NodeRecord.ReportedProblem("no-plugin", "error", "", "", "No plugin is loaded.")));
    }
}
