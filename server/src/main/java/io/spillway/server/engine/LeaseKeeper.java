package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of this node, all in one go, and stops the attempts whose lease has gone. */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final TaskQueue queue;
    private final EngineConfig config;
    private final RunningAttempts running;
    private final LongSupplier nanoTime;
    private final Set<TaskId> canceled = ConcurrentHashMap.newKeySet();

    LeaseKeeper(TaskQueue queue, EngineConfig config, RunningAttempts running, LongSupplier nanoTime) {
        this.queue = queue;
        this.config = config;
        this.running = running;
        this.nanoTime = nanoTime;
    }

    /** Notes that a task was canceled. The next renewal finds its lease gone, and this says why. */
    void canceled(TaskId id) {
        canceled.add(id);
    }

    Duration runOnce() {
        Set<TaskId> known = Set.copyOf(canceled);
        Collection<Attempt> attempts = running.all();
        Duration pause = attempts.isEmpty() ? config.lease().dividedBy(3) : renew(attempts, known);
        canceled.removeAll(known);
        return pause;
    }

    /** Returns when to renew again. */
    private Duration renew(Collection<Attempt> attempts, Set<TaskId> known) {
        // Taken before the request leaves: the lease may be shorter than it seems here, never longer.
        long asked = nanoTime.getAsLong();
        try {
            Set<Lease> lost = new HashSet<>(queue.renew(
                    config.node(), attempts.stream().map(Attempt::lease).toList(), config.lease()));
            for (Attempt each : attempts) {
                if (lost.contains(each.lease())) {
                    each.stop(known.contains(each.task().id()) ? StopReason.CANCELED : StopReason.LEASE_LOST);
                } else {
                    each.renewed(asked);
                }
            }
            return config.lease().dividedBy(3);
        } catch (QueueUnavailableException e) {
            // The question alone may have taken seconds.
            long now = nanoTime.getAsLong();
            long pause = config.lease().dividedBy(3).toNanos();
            for (Attempt each : attempts) {
                long left = config.lease().toNanos() - (now - each.renewedNanos());
                if (left > 0) {
                    pause = Math.min(pause, left);
                } else if (each.stop(StopReason.LEASE_LOST)) {
                    LOG.warn(
                            "Task {} is stopped: its lease could not be renewed for {}, and another node may have it",
                            each.task().id(),
                            config.lease());
                }
            }
            return Duration.ofNanos(pause);
        }
    }
}
