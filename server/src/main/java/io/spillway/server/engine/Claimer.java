package io.spillway.server.engine;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from the queue, type after type, as many as there are free workers. A type is looked at when its bell has
 * rung, when one of its delayed tasks is due, and from time to time.
 */
final class Claimer {

    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
    private static final int BATCH = 64;

    private final EnginePorts ports;
    private final EngineConfig config;
    private final WorkerPool pool;
    private final RunningAttempts running;
    private final Starter starter;
    private final Set<String> rung = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> lookAt = new HashMap<>();
    private final Map<String, Long> due = new ConcurrentHashMap<>();
    private int turn;
    private boolean away;

    /** Begins an attempt. */
    interface Starter {
        /** @param asked when the claim was sent, by the node's monotonic clock: the lease began no earlier */
        void begin(Task task, RegisteredHandler handler, long asked);
    }

    Claimer(EnginePorts ports, EngineConfig config, WorkerPool pool, RunningAttempts running, Starter starter) {
        this.ports = ports;
        this.config = config;
        this.pool = pool;
        this.running = running;
        this.starter = starter;
    }

    void ring(String type) {
        // Whoever can write to Redis can ring for any name.
        if (ports.handlers().find(type).isPresent()) {
            rung.add(type);
        }
    }

    /** Notes that a task of the type comes due: without it, a retry would wait for the next look by chance. */
    void due(String type, Duration in) {
        due.merge(type, ports.nanoTime().getAsLong() + in.toNanos(), Math::min);
    }

    /** One look at each type that may have something. Starts with another type each time, so that none is always last. */
    Duration runOnce() {
        List<RegisteredHandler> handlers = ports.handlers().all();
        Duration wait = config.poll();
        turn++;
        for (int i = 0; i < handlers.size(); i++) {
            RegisteredHandler handler = handlers.get(Math.floorMod(turn + i, handlers.size()));
            Duration next = look(handler);
            wait = next.compareTo(wait) < 0 ? next : wait;
        }
        return wait;
    }

    /** Claims for one type if there is reason to. Returns how long it can do without another look. */
    private Duration look(RegisteredHandler handler) {
        String type = handler.type().name();
        long now = ports.nanoTime().getAsLong();
        long next = Math.min(lookAt.getOrDefault(type, now), due.getOrDefault(type, Long.MAX_VALUE));
        if (!rung.contains(type) && next > now) {
            return Duration.ofNanos(next - now);
        }
        int free = free(handler);
        if (free <= 0) {
            // An attempt that ends wakes the loop.
            return config.poll();
        }
        rung.remove(type);
        // The claim itself tells when the next delayed task is due.
        due.remove(type);
        try {
            Claimed claimed = ports.queue().claim(request(handler, Math.min(free, BATCH)));
            away = false;
            claimed.expired().forEach(this::expired);
            claimed.tasks().forEach(task -> starter.begin(task, handler, now));
            // Behind many that have expired, those that have not are waiting.
            boolean more = claimed.tasks().size() == Math.min(free, BATCH)
                    || !claimed.expired().isEmpty();
            if (more) {
                rung.add(type);
            }
            Duration wait = claimed.nextDue()
                    .filter(each -> each.compareTo(config.poll()) < 0)
                    .orElse(config.poll());
            lookAt.put(type, now + wait.toNanos());
            return more && free(handler) > 0 ? Duration.ZERO : wait;
        } catch (QueueUnavailableException e) {
            if (!away) {
                LOG.warn("Nothing can be claimed until Redis answers: {}", e.getMessage());
            }
            away = true;
            rung.add(type);
            return config.poll();
        }
    }

    private ClaimRequest request(RegisteredHandler handler, int max) {
        String type = handler.type().name();
        Admission admission = ports.admission();
        List<Criticality> claimable = handler.hasFallback() ? List.of(Criticality.values()) : admission.claimable(type);
        return new ClaimRequest(type, config.node(), claimable, max, config.lease(), admission.tier(type));
    }

    private int free(RegisteredHandler handler) {
        String type = handler.type().name();
        long share = (long) Math.ceil(pool.limit() * ports.admission().concurrencyShare(type));
        long ofType = Math.min(handler.type().limits().perNode(), Math.max(1, share)) - running.ofType(type);
        return (int) Math.min(pool.free(), ofType);
    }

    private void expired(Task task) {
        ports.events().on(new TaskEvent.Finished(task.id(), TaskOutcome.EXPIRED, Duration.ZERO, null, null));
    }
}
