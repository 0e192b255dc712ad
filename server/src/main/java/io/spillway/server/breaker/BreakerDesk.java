package io.spillway.server.breaker;

import io.spillway.server.task.QueueUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people hold breakers open or closed. It holds for all nodes: this one takes it over at once, the others when they next
 * look. While the storage does not answer, what was known last holds until it ends by itself.
 */
public final class BreakerDesk {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerDesk.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Breakers breakers;
    private final ForcedBreakers store;
    private volatile List<ForcedBreaker> known = List.of();

    public BreakerDesk(Breakers breakers, ForcedBreakers store) {
        this.breakers = breakers;
        this.store = store;
    }

    /** Looks at what is held. */
    public synchronized Duration runOnce() {
        // Requests look as well as the loop: one at a time, or what was read before a change would be applied after it.
        try {
            known = store.all();
        } catch (QueueUnavailableException e) {
            LOG.debug("What people hold of the breakers can't be read until Redis answers: {}", e.getMessage());
        }
        breakers.force(known);
        return PERIOD;
    }

    /** @throws QueueUnavailableException where the storage does not answer: nothing changed */
    public synchronized void force(ForcedBreakers.Change change) {
        store.set(change);
        runOnce();
    }

    /** Returns whether it was held. @throws QueueUnavailableException where the storage does not answer */
    public synchronized boolean release(String type) {
        boolean held = store.clear(type);
        runOnce();
        return held;
    }

    /** All that people hold, as far as this node knows. */
    public List<ForcedBreaker> held() {
        return known;
    }

    public Optional<ForcedBreaker> held(String type) {
        return known.stream().filter(each -> each.type().equals(type)).findFirst();
    }

    /** The breakers of this node. */
    public Breakers breakers() {
        return breakers;
    }
}
