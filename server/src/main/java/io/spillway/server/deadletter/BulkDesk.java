package io.spillway.server.deadletter;

import io.spillway.server.plugin.HandlerRegistry;
import java.util.List;
import java.util.Optional;

/** Where people ask for bulk jobs, and change them. */
public final class BulkDesk {

    private final BulkStore store;
    private final HandlerRegistry handlers;
    private final Runnable wake;

    /** @param wake lets this node look for jobs at once */
    public BulkDesk(BulkStore store, HandlerRegistry handlers, Runnable wake) {
        this.store = store;
        this.handlers = handlers;
        this.wake = wake;
    }

    /** Whether the tasks that the order is about could run if they were replayed. Those of a plugin that is gone would only wait. */
    public boolean isFeasible(BulkOrder order) {
        return order.action() == BulkOrder.Action.DISCARD
                || handlers.find(order.type()).isPresent();
    }

    public BulkStore.Start start(BulkOrder order) {
        BulkStore.Start start = store.start(order);
        wake.run();
        return start;
    }

    public BulkStore.Changed change(BulkId id, BulkStore.Change change) {
        BulkStore.Changed changed = store.change(id, change);
        wake.run();
        return changed;
    }

    public Optional<BulkJob> find(BulkId id) {
        return store.find(id);
    }

    /** The last ones first. */
    public List<BulkJob> recent(int limit) {
        return store.recent(limit);
    }
}
