package io.spillway.server.node;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All nodes, as this one sees them. Asks the storage once a second at the most, however often it is asked itself. */
public final class NodeDirectory {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final NodeStore store;
    private final Supplier<NodeRecord> self;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private @Nullable Seen last;
    private long askedAt;

    public NodeDirectory(NodeStore store, Supplier<NodeRecord> self, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.self = self;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * What is known of the nodes.
     *
     * @param nodes the live ones first, by name; this one is always among them
     * @param complete false where the storage did not answer, so that only this node is known
     */
    public record Seen(List<SeenNode> nodes, boolean complete) {

        public Seen {
            nodes = List.copyOf(nodes);
        }

        /** Where Prometheus finds the live ones. */
        public List<String> targets() {
            return nodes.stream()
                    .filter(SeenNode::isLive)
                    .map(node -> node.record().identity().address())
                    // One that does not listen yet has no port.
                    .filter(address -> !address.endsWith(":0"))
                    .distinct()
                    .toList();
        }
    }

    public synchronized Seen seen() {
        long now = nanoTime.getAsLong();
        Seen known = last;
        if (known == null || now - askedAt > FRESH.toNanos()) {
            known = ask();
            last = known;
            askedAt = now;
        }
        return known;
    }

    private Seen ask() {
        SeenNode here = new SeenNode(self.get(), clock.instant(), Duration.ZERO);
        try {
            List<SeenNode> nodes = new ArrayList<>(store.all());
            // What this node knows of itself is newer.
            nodes.removeIf(node -> node.name().equals(here.name()));
            nodes.add(here);
            nodes.sort(Comparator.comparing((SeenNode node) -> !node.isLive()).thenComparing(SeenNode::name));
            return new Seen(nodes, true);
        } catch (NodeStore.UnavailableException e) {
            return new Seen(List.of(here), false);
        }
    }
}
