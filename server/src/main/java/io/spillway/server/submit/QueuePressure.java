package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TaskStore.Backlog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
    private static final Duration STALE = Duration.ofSeconds(15);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(10);

    private final TaskStore store;
    private final PressureConfig config;
    private final LongSupplier nanoTime;
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, QueueReading> readings = new ConcurrentHashMap<>();
    private final Strains strains = new Strains();

    public QueuePressure(TaskStore store, PressureConfig config, LongSupplier nanoTime) {
        this.store = store;
        this.config = config;
        this.nanoTime = nanoTime;
    }

    @Override
    public Verdict of(String type, Criticality criticality) {
        long now = nanoTime.getAsLong();
        asked.put(type, now);
        strains.asked(type, criticality, now);
        return reading(type).map(reading -> verdict(type, criticality, reading)).orElse(new Verdict.Pass());
    }

    /* A queue that could not be looked at for a while may be empty by now: what was seen last refuses nobody for ever. */
    private Optional<QueueReading> reading(String type) {
        return Optional.ofNullable(readings.get(type)).filter(each -> !isStale(each, nanoTime.getAsLong()));
    }

    private static boolean isStale(QueueReading reading, long now) {
        return now - reading.at() > STALE.toNanos();
    }

    private Verdict verdict(String type, Criticality criticality, QueueReading reading) {
        if (reading.waiting() >= config.maxQueued(criticality)) {
            return new Verdict.Refuse(
                    Duration.ofSeconds(30),
                    "%,d tasks of type %s wait already: pressure.max-queued allows no more of criticality %s."
                            .formatted(reading.waiting(), type, criticality));
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
        return reading(type).flatMap(each -> each.expectedWait(Criticality.SHEDDABLE));
    }

    /** How many tasks of the type are claimed in a second, on all nodes together; empty where that is not known yet. */
    public Optional<Double> claimsPerSecond(String type) {
        asked.put(type, nanoTime.getAsLong());
        return reading(type).map(QueueReading::perSecond).filter(rate -> rate >= 0);
    }

    /** How long a task that came now, of the least criticality, would wait, for each type for which that is known. */
    public Map<String, Duration> expectedWaits() {
        Map<String, Duration> waits = new HashMap<>();
        readings.forEach((type, reading) ->
                reading.expectedWait(Criticality.SHEDDABLE).ifPresent(wait -> waits.put(type, wait)));
        return waits;
    }

    /** The types whose callers are slowed or refused on this node. */
    public Map<String, Strain> strained() {
        return strains.all(readings, nanoTime.getAsLong());
    }

    /** Looks at the queues. Returns when to look again. */
    public Duration runOnce() {
        long now = nanoTime.getAsLong();
        asked.values().removeIf(last -> now - last > FORGET.toNanos());
        strains.forgetBefore(now - FORGET.toNanos());
        readings.keySet().retainAll(asked.keySet());
        readings.values().removeIf(each -> isStale(each, now));
        strains.retain(readings.keySet());
        for (String type : asked.keySet()) {
            try {
                Backlog backlog = store.backlog(List.of(type)).get(type);
                if (backlog != null) {
                    noteStrain(
                            type,
                            readings.merge(
                                    type, QueueReading.first(backlog, now), (before, _) -> before.next(backlog, now)),
                            now);
                }
            } catch (QueueUnavailableException e) {
                // What is known stays for a while; that Redis is away is said where it matters.
                LOG.debug("The queue of type {} can't be looked at: {}", type, e.getMessage());
            }
        }
        return PERIOD;
    }

    private void noteStrain(String type, @Nullable QueueReading reading, long now) {
        if (reading == null) {
            return;
        }
        boolean isSlowed = false;
        boolean isRefused = false;
        for (Criticality each : strains.criticalities(type)) {
            switch (verdict(type, each, reading)) {
                case Verdict.Pass _ -> {}
                case Verdict.Slow _ -> isSlowed = true;
                case Verdict.Refuse _ -> isRefused = true;
            }
        }
        strains.note(type, isSlowed, isRefused, now);
    }
}
