package io.spillway.server.breaker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The breakers of this node, one for each type. Thread-safe. */
public final class Breakers {

    private final BreakerConfig config;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final BreakerChange.Listener listener;
    private final ConcurrentMap<String, Breaker> byType = new ConcurrentHashMap<>();

    /** @param nanoTime the node's monotonic clock */
    public record Clocks(InstantSource wall, LongSupplier nanoTime) {}

    public Breakers(BreakerConfig config, Clocks clocks, RandomGenerator random, BreakerChange.Listener listener) {
        this.config = config;
        this.clocks = clocks;
        this.random = random;
        this.listener = listener;
    }

    /** The breaker of a type, made when it is first asked for. */
    public Breaker of(String type) {
        return byType.computeIfAbsent(
                type,
                _ -> new Breaker(
                        type, config, random, listener, clocks.nanoTime().getAsLong()));
    }

    /** All of them, by type. */
    public List<Breaker.Snapshot> all() {
        long now = clocks.nanoTime().getAsLong();
        return byType.keySet().stream()
                .sorted()
                .map(type -> of(type).snapshot(now))
                .toList();
    }

    /** One of them; empty where the type had nothing to do with this node yet. */
    public Optional<Breaker.Snapshot> find(String type) {
        return Optional.ofNullable(byType.get(type))
                .map(each -> each.snapshot(clocks.nanoTime().getAsLong()));
    }

    /** When what lasts for so long from now ends. */
    public Instant in(Duration wait) {
        return clocks.wall().instant().plus(wait);
    }

    /** Takes over all that people hold open or closed now; what has ended goes. */
    public void force(Collection<ForcedBreaker> all) {
        Instant wall = clocks.wall().instant();
        long now = clocks.nanoTime().getAsLong();
        Map<String, ForcedBreaker> held = new ConcurrentHashMap<>();
        for (ForcedBreaker each : all) {
            if (each.until().isAfter(wall)) {
                held.put(each.type(), each);
                of(each.type())
                        .force(each, now + Duration.between(wall, each.until()).toNanos(), now);
            }
        }
        byType.forEach((type, breaker) -> {
            if (!held.containsKey(type)) {
                breaker.force(null, now, now);
            }
        });
    }
}
