package io.spillway.server.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop that keeps the pool at the size that its load needs: it measures, lets the sizer decide, and remembers why. */
public final class AdaptivePool {

    private static final Logger LOG = LoggerFactory.getLogger(AdaptivePool.class);
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration ASK_PAUSE = Duration.ofMillis(300);
    private static final int KEPT = 50;

    private final WorkerPool pool;
    private final PoolConfig config;
    private final PoolSizer sizer;
    private final Sources sources;
    private final Clocks clocks;
    private final Consumer<SizeDecision> listener;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private PoolState state;
    private Optional<PoolSignals.Queue> queue = Optional.empty();
    private long askedAt;
    private volatile Optional<PoolSignals> last = Optional.empty();

    /**
     * Where the signals come from.
     *
     * @param queue what waits, where that can be said; asked only while nothing else tells
     * @param share of the workers that the tiers in force leave to a type, of the type that they leave most
     */
    public record Sources(
            LoadMeter load, MachineMeter machine, Supplier<Optional<PoolSignals.Queue>> queue, DoubleSupplier share) {}

    /** @param nanoTime the node's monotonic clock, which decides; the other one only dates */
    public record Clocks(InstantSource clock, LongSupplier nanoTime) {}

    /** A decision, and when it was taken. */
    public record Taken(Instant at, SizeDecision decision) {}

    /**
     * How the pool stands.
     *
     * @param signals what the last look saw, if there was one
     * @param decisions the last ones, the newest first
     */
    public record Status(PoolConfig config, Optional<PoolSignals> signals, List<Taken> decisions) {

        public Status {
            decisions = List.copyOf(decisions);
        }
    }

    /** @param listener hears of each decision, on the loop's thread */
    public AdaptivePool(
            WorkerPool pool, PoolConfig config, Sources sources, Clocks clocks, Consumer<SizeDecision> listener) {
        this.pool = pool;
        this.config = config;
        this.sizer = new PoolSizer(config);
        this.sources = sources;
        this.clocks = clocks;
        this.listener = listener;
        this.state = sizer.start(clocks.nanoTime().getAsLong());
        this.askedAt = clocks.nanoTime().getAsLong() - ASK_PAUSE.toNanos();
    }

    /** One look, and what follows from it. */
    public Duration runOnce() {
        long now = clocks.nanoTime().getAsLong();
        PoolSignals.Load load = sources.load().read(now);
        PoolSignals signals = new PoolSignals(
                pool.takePeak(),
                load,
                queue(load, now),
                sources.machine().read(now),
                sources.share().getAsDouble());
        PoolSizer.Step step = sizer.decide(state, signals, now);
        state = step.state();
        last = Optional.of(signals);
        if (step.decision() != null) {
            take(step.decision());
        }
        return PERIOD;
    }

    private Optional<PoolSignals.Queue> queue(PoolSignals.Load load, long now) {
        if (!sizer.isBlind(state, load, now)) {
            queue = Optional.empty();
        } else if (now - askedAt >= ASK_PAUSE.toNanos()) {
            askedAt = now;
            queue = sources.queue().get();
        }
        return queue;
    }

    private void take(SizeDecision decision) {
        if (decision.to() != decision.from()) {
            pool.resize(decision.to());
        }
        LOG.info("Pool: {}", decision);
        synchronized (taken) {
            taken.addFirst(new Taken(clocks.clock().instant(), decision));
            if (taken.size() > KEPT) {
                taken.removeLast();
            }
        }
        listener.accept(decision);
    }

    /** How it stands. */
    public Status status() {
        synchronized (taken) {
            return new Status(config, last, List.copyOf(taken));
        }
    }
}
