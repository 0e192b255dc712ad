package io.spillway.server.deadletter;

import io.spillway.server.deadletter.BulkStore.Held;
import io.spillway.server.task.QueueUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on the bulk jobs that no other node works on. A node that dies loses its right to a job within seconds, and another
 * one goes on where the storage says that it had come. Not thread-safe.
 */
public final class BulkLoop {

    private static final Logger LOG = LoggerFactory.getLogger(BulkLoop.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration WATCH = Duration.ofMillis(500);
    private static final Duration REDIS_AWAY = Duration.ofSeconds(2);

    /** How long the outcomes of a job's tasks are waited for. */
    private static final Duration WATCHED = Duration.ofHours(24);

    private final BulkPorts ports;
    private final String node;
    private final InstantSource clock;
    private final Map<BulkId, Holding> holdings = new HashMap<>();

    private final Set<BulkId> damaged = new HashSet<>();

    private record Holding(long fence, BulkWalk walk) {}

    public BulkLoop(BulkPorts ports, String node, InstantSource clock) {
        this.ports = ports;
        this.node = node;
        this.clock = clock;
    }

    /** One step of each job. Returns when to go on. */
    public Duration runOnce() {
        try {
            List<BulkId> open = ports.jobs().open();
            holdings.keySet().retainAll(open);
            damaged.retainAll(open);
            Duration next = open.isEmpty() ? IDLE : REDIS_AWAY;
            for (BulkId id : open) {
                next = shorter(next, stepAlone(id));
            }
            return next;
        } catch (QueueUnavailableException e) {
            holdings.clear();
            LOG.debug("Bulk jobs wait for Redis: {}", e.getMessage());
            return REDIS_AWAY;
        }
    }

    /* A job that is damaged, or whose storage is away, keeps no other back. */
    private Duration stepAlone(BulkId id) {
        try {
            Duration pause = step(id);
            damaged.remove(id);
            return shorter(IDLE, pause);
        } catch (QueueUnavailableException e) {
            // Whether a step was made is not known: the storage says where to go on.
            holdings.remove(id);
            LOG.debug("Bulk job {} waits for Redis: {}", id, e.getMessage());
            return REDIS_AWAY;
        } catch (RuntimeException e) {
            holdings.remove(id);
            if (damaged.add(id)) {
                LOG.warn("Bulk job {} can't be carried on: it is tried again every few seconds, in silence", id, e);
            }
            return REDIS_AWAY;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration step(BulkId id) {
        Holding known = holdings.get(id);
        Optional<Held> held = ports.jobs().hold(id, node, known == null ? 0 : known.fence());
        if (held.isEmpty()) {
            holdings.remove(id);
            return IDLE;
        }
        BulkJob job = held.get().job();
        if (job.progress().outcomes().open() > 0) {
            ports.jobs().watch(id);
        }
        if (job.state() == BulkJob.State.RUNNING) {
            return advance(id, held.get());
        }
        if (isOver(job)) {
            ports.jobs().close(id);
        }
        return job.progress().outcomes().open() > 0 ? WATCH : IDLE;
    }

    private Duration advance(BulkId id, Held held) {
        Holding known = holdings.get(id);
        BulkWalk walk = known != null && known.walk().isOf(held) ? known.walk() : new BulkWalk(ports, held);
        holdings.put(id, new Holding(held.fence(), walk));
        Optional<Duration> pause = walk.advance(held);
        if (pause.isEmpty()) {
            holdings.remove(id);
        }
        return pause.orElse(IDLE);
    }

    private boolean isOver(BulkJob job) {
        Instant ended = job.times().ended();
        return !job.state().isUnderWay()
                && (job.progress().outcomes().open() == 0
                        || ended == null
                        || ended.plus(WATCHED).isBefore(clock.instant()));
    }
}
