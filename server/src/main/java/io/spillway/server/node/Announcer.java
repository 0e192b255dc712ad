package io.spillway.server.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes that this one lives. No two live ones may have one name: it is the owner of their leases. A node
 * that comes back under its name right after it died, and does not know which incarnation that was, waits until the dead
 * one's record is out.
 */
public final class Announcer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration AGAIN = Duration.ofMillis(250);

    private final NodeStore store;
    private final String incarnation;
    private final Supplier<NodeRecord> self;
    private final LongSupplier nanoTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<NodeProblem> problem = Optional.empty();

    /** @param incarnation another one at each start */
    public Announcer(NodeStore store, String incarnation, Supplier<NodeRecord> self, LongSupplier nanoTime) {
        this.store = store;
        this.incarnation = incarnation;
        this.self = self;
        this.nanoTime = nanoTime;
    }

    /** Takes the node that this one follows out, if it still stands there: whoever says so knows that it is dead. */
    public void follow(String predecessor) {
        store.remove(self.get().identity().name(), predecessor);
    }

    /**
     * Takes the name. Returns who has it, if that one lives.
     *
     * @throws NodeStore.UnavailableException if the storage does not answer
     */
    public Optional<SeenNode> join() throws InterruptedException {
        long until = nanoTime.getAsLong() + SeenNode.ALIVE.plus(SeenNode.PERIOD).toNanos();
        Optional<SeenNode> other = announce();
        Duration silence = other.map(SeenNode::silence).orElse(Duration.ZERO);
        other.ifPresent(node -> LOG.info(
                "A node named {} was heard of {} ms ago; this start waits until that one is heard of again, or not",
                node.name(),
                node.silence().toMillis()));
        while (other.isPresent()
                && nanoTime.getAsLong() < until
                && !closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            other = announce();
            Duration since = other.map(SeenNode::silence).orElse(Duration.ZERO);
            if (since.compareTo(silence) < 0) {
                // It has been heard of meanwhile.
                return other;
            }
            silence = since;
        }
        return other;
    }

    /** Says once more that the node lives. */
    public Duration runOnce() {
        try {
            announce().ifPresentOrElse(this::displaced, () -> {
                if (problem.isPresent()) {
                    LOG.info(
                            "The name {} is this node's again",
                            self.get().identity().name());
                }
                problem = Optional.empty();
            });
        } catch (NodeStore.UnavailableException e) {
            LOG.debug("The other nodes are not told that this one lives: {}", e.getMessage());
        }
        return SeenNode.PERIOD;
    }

    /** It was silent for so long that another one took its name. */
    private void displaced(SeenNode by) {
        NodeRecord.Identity other = by.record().identity();
        problem = Optional.of(new NodeProblem(
                NodeProblem.Kind.NODE_NAME, other.name(), "process " + other.pid() + " on " + other.host()));
    }

    private Optional<SeenNode> announce() {
        return switch (store.announce(self.get(), incarnation)) {
            case NodeStore.Announced.Written() -> Optional.empty();
            case NodeStore.Announced.Taken(SeenNode by) -> Optional.of(by);
            case NodeStore.Announced.Full(int limit) -> {
                LOG.warn("There are {} nodes already, so the others do not see this one", limit);
                yield Optional.empty();
            }
        };
    }

    /** What is wrong with this node's name. */
    public List<NodeProblem> problems() {
        return problem.stream().toList();
    }

    /** Takes the node out: it has not died. */
    @Override
    public void close() {
        closed.countDown();
        try {
            store.remove(self.get().identity().name(), incarnation);
        } catch (NodeStore.UnavailableException e) {
            LOG.info("The other nodes will take this one for dead: {}", e.getMessage());
        }
    }
}
