package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskQueue.Loss;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of this node, those of a type in one go, and stops the attempts whose lease has gone. */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final EnginePorts ports;
    private final EngineConfig config;
    private final RunningAttempts running;

    LeaseKeeper(EnginePorts ports, EngineConfig config, RunningAttempts running) {
        this.ports = ports;
        this.config = config;
        this.running = running;
    }

    /** Returns when to renew again. */
    Duration runOnce() {
        Duration next = config.lease().dividedBy(3);
        Map<String, List<Attempt>> byType = running.all().stream()
                .collect(Collectors.groupingBy(each -> each.task().type()));
        for (List<Attempt> each : byType.values()) {
            Duration pause = renew(each);
            next = pause.compareTo(next) < 0 ? pause : next;
        }
        return next;
    }

    /* One type after the other: another one's master may be away. */
    private Duration renew(List<Attempt> attempts) {
        // Taken before the request leaves: the lease may be shorter than it seems here, never longer.
        long asked = ports.nanoTime().getAsLong();
        try {
            Map<Lease, Loss> lost = ports.queue()
                    .renew(config.node(), attempts.stream().map(Attempt::lease).toList(), config.lease());
            for (Attempt each : attempts) {
                Loss loss = lost.get(each.lease());
                if (loss == null) {
                    each.renewed(asked);
                } else {
                    stop(each, loss);
                }
            }
            return config.lease().dividedBy(3);
        } catch (RuntimeException e) {
            if (!(e instanceof QueueUnavailableException)) {
                LOG.error(
                        "The leases of type {} can't be renewed, and it is tried again and again",
                        attempts.getFirst().task().type(),
                        e);
            }
            return stopTheOverdue(attempts);
        }
    }

    private void stop(Attempt attempt, Loss loss) {
        switch (loss) {
            case CANCELED -> attempt.stop(StopReason.CANCELED);
            case EXPIRED -> {
                // What was settled meanwhile holds no lease, and has none to lose.
                if (!attempt.isConcluded() && attempt.stop(StopReason.LEASE_LOST)) {
                    LOG.warn(
                            "Task {} is stopped: its lease was lost, and another node may have it",
                            attempt.task().id());
                }
            }
        }
    }

    private Duration stopTheOverdue(Collection<Attempt> attempts) {
        // The question alone may have taken seconds.
        long now = ports.nanoTime().getAsLong();
        long pause = config.lease().dividedBy(3).toNanos();
        for (Attempt each : attempts) {
            long left = config.lease().toNanos() - (now - each.renewedNanos());
            if (left > 0) {
                pause = Math.min(pause, left);
            } else if (!each.isConcluded() && each.stop(StopReason.LEASE_LOST)) {
                LOG.warn(
                        "Task {} is stopped: its lease could not be renewed for {}, and another node may have it",
                        each.task().id(),
                        config.lease());
            }
        }
        return Duration.ofNanos(pause);
    }
}
