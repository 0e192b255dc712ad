package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TaskStore.Backlog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long tasks that come now would wait: those before them, divided by how many are claimed in a second, on all nodes
 * together. A criticality waits for those that matter as much or more, so what matters least is slowed and refused first.
 * Only the types that are being submitted here are looked at.
 */
public final class QueuePressure implements Pressure {

    private static final Logger LOG = LoggerFactory.getLogger(QueuePressure.class);
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration FORGET = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(10);

    private final TaskStore store;
    private final PressureConfig config;
    private final LongSupplier nanoTime;
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, QueueReading> readings = new ConcurrentHashMap<>();

    public QueuePressure(TaskStore store, PressureConfig config, LongSupplier nanoTime) {
        this.store = store;
        this.config = config;
        this.nanoTime = nanoTime;
    }

    @Override
    public Verdict of(String type, Criticality criticality) {
        asked.put(type, nanoTime.getAsLong());
        QueueReading reading = readings.get(type);
        return reading == null ? new Verdict.Pass() : verdict(type, criticality, reading);
    }

    private Verdict verdict(String type, Criticality criticality, QueueReading reading) {
        if (reading.waiting() >= config.maxQueued()) {
            return new Verdict.Refuse(
                    Duration.ofSeconds(30),
                    "%,d tasks of type %s wait already: pressure.max-queued allows no more."
                            .formatted(reading.waiting(), type));
        }
        Duration wait = reading.expectedWait(criticality).orElse(Duration.ZERO);
        if (wait.compareTo(config.slowAfter()) <= 0) {
            return new Verdict.Pass();
        }
        if (wait.compareTo(config.refuseAfter()) < 0) {
            return new Verdict.Slow(delay(wait));
        }
        Duration over = wait.minus(config.refuseAfter()).plusSeconds(1);
        return new Verdict.Refuse(
                over.compareTo(LONGEST_RETRY) < 0 ? over : LONGEST_RETRY,
                "A task of type %s would have to wait for about %d s before it begins: pressure.refuse-after is %d s."
                        .formatted(type, wait.toSeconds(), config.refuseAfter().toSeconds()));
    }

    private Duration delay(Duration wait) {
        double share = (double) wait.minus(config.slowAfter()).toMillis()
                / config.refuseAfter().minus(config.slowAfter()).toMillis();
        Duration delay = Duration.ofMillis((long) (config.maxDelay().toMillis() * share));
        return delay.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : delay;
    }

    /** How long a task of the type that came now, of the least criticality, would wait; empty where that is not known. */
    public Optional<Duration> expectedWait(String type) {
        return Optional.ofNullable(readings.get(type)).flatMap(each -> each.expectedWait(Criticality.SHEDDABLE));
    }

    /** How many tasks of the type are claimed in a second, on all nodes together; empty where that is not known yet. */
    public Optional<Double> claimsPerSecond(String type) {
        asked.put(type, nanoTime.getAsLong());
        return Optional.ofNullable(readings.get(type))
                .map(QueueReading::perSecond)
                .filter(rate -> rate >= 0);
    }

    /** Looks at the queues. Returns when to look again. */
    public Duration runOnce() {
        long now = nanoTime.getAsLong();
        asked.values().removeIf(last -> now - last > FORGET.toNanos());
        readings.keySet().retainAll(asked.keySet());
        for (String type : asked.keySet()) {
            try {
                Backlog backlog = store.backlog(List.of(type)).get(type);
                if (backlog != null) {
                    readings.merge(type, QueueReading.first(backlog, now), (before, _) -> before.next(backlog, now));
                }
            } catch (QueueUnavailableException e) {
                // What is known stays; that Redis is away is said where it matters.
                LOG.debug("The queue of type {} can't be looked at: {}", type, e.getMessage());
            }
        }
        return PERIOD;
    }
}
