package io.spillway.server.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A queue, workers and the real meter and sizer, in virtual time: hours in seconds. */
final class PoolSimulation {

    static final long TICK = Duration.ofMillis(100).toNanos();

    private final PoolSizer sizer;
    private final LoadMeter meter = new LoadMeter();
    private final Deque<Long> queue = new ArrayDeque<>();
    private final PriorityQueue<Running> running =
            new PriorityQueue<>((one, other) -> Long.compare(one.end, other.end));
    private final List<Change> changes = new ArrayList<>();
    private final RandomGenerator random;
    private PoolState state;
    private PoolSignals.Machine machine = new PoolSignals.Machine(0.3, 0.4);
    private long now;
    private long nextTick = TICK;
    private long nextArrival = Long.MAX_VALUE;
    private double rate;
    private LongSupplier service = () -> 1;
    private int peak;
    private long ended;

    /** @param waited how long it was in the queue */
    private record Running(long waited, long begin, long end) {}

    /** A decision, and when it was taken in the simulation's time. */
    record Change(Duration at, SizeDecision decision) {
        boolean resized() {
            return decision.from() != decision.to();
        }
    }

    PoolSimulation(PoolConfig config, RandomGenerator random) {
        this.sizer = new PoolSizer(config);
        this.random = random;
        this.state = sizer.start(0);
    }

    /** From now on, tasks come by chance, so many a second on average. */
    PoolSimulation arrive(double perSecond) {
        rate = perSecond;
        nextArrival = perSecond == 0 ? Long.MAX_VALUE : now + pause();
        return this;
    }

    /** From now on, tasks run for so long, give or take the share. */
    PoolSimulation serve(Duration mean, double jitter) {
        service = () -> (long) (mean.toNanos() * (1 + jitter * (2 * random.nextDouble() - 1)));
        return this;
    }

    /** From now on, tasks run for so long on average, most of them for less and a few for much longer. */
    PoolSimulation serveByChance(Duration mean) {
        service = () -> (long) (mean.toNanos() * random.nextExponential());
        return this;
    }

    PoolSimulation machine(double cpu, double heap) {
        machine = new PoolSignals.Machine(cpu, heap);
        return this;
    }

    PoolSimulation run(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            Running first = running.peek();
            long end = first == null ? Long.MAX_VALUE : first.end();
            long next = Math.min(Math.min(end, nextArrival), nextTick);
            if (next > until) {
                now = until;
                return this;
            }
            now = next;
            if (now == end) {
                running.remove();
                ended++;
                meter.ended(Duration.ofNanos(first.waited()), Duration.ofNanos(first.end() - first.begin()));
            } else if (now == nextArrival) {
                meter.arrived();
                queue.add(now);
                nextArrival = now + pause();
            } else {
                nextTick += TICK;
                decide();
            }
            begin();
        }
    }

    private long pause() {
        return Math.max(1, (long) (1e9 / rate * random.nextExponential()));
    }

    private void begin() {
        while (running.size() < state.workers() && !queue.isEmpty()) {
            long waited = now - queue.remove();
            meter.began(Duration.ofNanos(waited));
            running.add(new Running(waited, now, now + Math.max(1, service.getAsLong())));
            peak = Math.max(peak, running.size());
        }
    }

    private void decide() {
        PoolSignals.Load load = meter.read(now);
        PoolSizer.Step step = sizer.decide(state, new PoolSignals(peak, load, queue(load), machine, 1), now);
        peak = running.size();
        state = step.state();
        if (step.decision() != null) {
            changes.add(new Change(now(), step.decision()));
        }
    }

    private Optional<PoolSignals.Queue> queue(PoolSignals.Load load) {
        Long head = queue.peek();
        return sizer.isBlind(state, load, now) && head != null
                ? Optional.of(new PoolSignals.Queue(queue.size(), Duration.ofNanos(now - head)))
                : Optional.empty();
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    int workers() {
        return state.workers();
    }

    int running() {
        return running.size();
    }

    int queued() {
        return queue.size();
    }

    long ended() {
        return ended;
    }

    /** All decisions, the oldest first. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    /** The changes of size since that time. */
    List<Change> resizedSince(Duration time) {
        return changes.stream()
                .filter(each -> each.resized() && each.at().compareTo(time) > 0)
                .toList();
    }
}
