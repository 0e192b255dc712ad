package io.spillway.server.pool;

import io.spillway.server.pool.PoolSignals.Load;
import io.spillway.server.pool.SizeDecision.Need;
import io.spillway.server.pool.SizeDecision.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many workers there are. Pure: what it sees, what it remembers and what time it is are passed in.
 *
 * <p><b>It grows</b> where three things come together.
 *
 * <ol>
 *   <li>A threshold is passed: more than {@code rate} tasks come in a second, or their P95, wait and run together, is over
 *       {@code p95}. Where fewer than 20 tasks ended in the last second there is no P95 to speak of. The queue stands for
 *       it then: its first task has waited for longer than {@code p95} and half as many wait as there are workers, or it
 *       has waited for ten times as long.
 *   <li>Tasks wait for a worker: each look of the last 200 ms found them busy, and one task in twenty waited for a tenth of
 *       {@code p95} or more. A handler that is slow by itself is not made faster by workers, a high rate of quick tasks
 *       needs few of them, and a type that waits for its own limit leaves them free. Three quarters count as all: up to a
 *       quarter is kept for types that may come, and what is quick is seldom all there at once.
 *   <li>The wait is not easing already: after a step, the backlog that led to it is seen for a while longer.
 * </ol>
 *
 * It then doubles, or goes straight to what Little's law asks for: λ tasks a second that run for S seconds keep λ·S
 * workers busy, which shall be no more than 0.8 of them, since close to 1 the smallest chance makes a queue. The law alone
 * would not do: it knows what a handler takes, not what else a worker is kept busy with.
 *
 * <p><b>It stays</b>, and says so, where it is as large as it may be, or processors or heap are short, or a tier holds
 * every type down to a share of the workers, which growing would undo. A reason that holds on is said once; it is said
 * again where it had been away for a minute or the size had changed.
 *
 * <p><b>It shrinks</b> by half where half was enough for as long as {@code idle}, each 200 ms anew: from 128 to 4 in a
 * second once nothing has run for that long. Enough means that the peak p of the time fits with room for chance, p + 2√p:
 * the number of busy workers under a random load spreads with its root.
 *
 * <p><b>It does not swing.</b> Growth at least doubles, and a shrink at most halves and only down to what the peak needs
 * with room to spare, so a steady load that filled the pool holds it where it grew to. Where tasks are few and long, chance
 * alone can still fill a small pool once in a while and leave it idle after; so it regrets: growth that follows a shrink
 * shows that the shrink was a mistake. Two are forgiven, since a surge may come twice; each further one doubles the time
 * that the next shrink waits, up to 32 times. One is forgotten after 360 times the idle time, six hours. A load that goes
 * on as it is thus turns the pool round less and less often.
 */
final class PoolSizer {

    /** Fewer ended tasks say nothing of the slowest twentieth. */
    static final long FEW = 20;

    private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long AWAY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final double UTILIZATION = 0.8;
    private static final int WAIT_PART = 10;
    private static final int TIMES = 10;
    private static final int FORGIVEN = 2;
    private static final int DOUBLINGS = 5;
    private static final int FORGOTTEN = 360;

    private final PoolConfig config;

    PoolSizer(PoolConfig config) {
        this.config = config;
    }

    /** What to remember, and what was decided: null where nothing is to be said. */
    record Step(PoolState state, @Nullable SizeDecision decision) {}

    PoolState start(long now) {
        return PoolState.of(config.minWorkers(), now);
    }

    Step decide(PoolState before, PoolSignals signals, long now) {
        if (config.minWorkers() == config.maxWorkers()) {
            return new Step(before, null);
        }
        PoolState state = look(before, signals.peak(), now);
        Optional<Reason> wish = wish(state, signals, now);
        return wish.isPresent() ? grow(state, signals, wish.get(), now) : shrink(state, now);
    }

    /** Whether the workers are busy with tasks that do not end: only the queue can tell then whether others wait. */
    boolean isBlind(PoolState state, Load load, long now) {
        return isFull(state, now) && load.ended() < FEW && state.workers() < config.maxWorkers();
    }

    private PoolState look(PoolState state, int peak, long now) {
        Long full = state.fullSince();
        Long fullSince = peak < state.workers() - state.workers() / 4 ? null : full == null ? Long.valueOf(now) : full;
        return state.seen(fullSince, state.peaks().with(peak, now, patience(FORGIVEN + DOUBLINGS)));
    }

    private static boolean isFull(PoolState state, long now) {
        return state.fullSince() != null && now - state.fullSince() >= FULL_NANOS;
    }

    private Optional<Reason> wish(PoolState state, PoolSignals signals, long now) {
        if (!isFull(state, now)) {
            return Optional.empty();
        }
        Load load = signals.load();
        Duration over = config.growth().p95();
        if (load.ended() < FEW) {
            return signals.queue()
                    .filter(queue -> isLong(queue, state.workers()))
                    .map(queue -> new Reason.Queue(queue.tasks(), queue.oldest()));
        }
        if (load.waits().easing() || load.waits().p95().multipliedBy(WAIT_PART).compareTo(over) < 0) {
            return Optional.empty();
        }
        if (load.rate() > config.growth().rate()) {
            return Optional.of(
                    new Reason.Rate(Math.ceil(load.rate()), config.growth().rate()));
        }
        return load.p95().compareTo(over) > 0
                ? Optional.of(new Reason.P95(roundedUp(load.p95()), over))
                : Optional.empty();
    }

    private boolean isLong(PoolSignals.Queue queue, int workers) {
        Duration over = config.growth().p95();
        return queue.oldest().compareTo(over.multipliedBy(TIMES)) > 0
                || (queue.oldest().compareTo(over) > 0 && 2 * queue.tasks() >= workers);
    }

    private Step grow(PoolState state, PoolSignals signals, Reason wish, long now) {
        int workers = state.workers();
        Optional<Reason> held = held(workers, signals);
        if (held.isPresent()) {
            Reason reason = held.get();
            Long last = state.held().get(reason.cause());
            boolean said = last != null && now - last < AWAY_NANOS;
            return new Step(
                    state.held(reason.cause(), now), said ? null : new SizeDecision(workers, workers, reason, null));
        }
        Need need = need(signals.load());
        int doubled = (int) Math.min(2L * workers, config.maxWorkers());
        int to = Math.max(doubled, Math.min(need.workers(), config.maxWorkers()));
        return new Step(
                state.grown(to, regret(state, now)), new SizeDecision(workers, to, wish, to > doubled ? need : null));
    }

    private Optional<Reason> held(int workers, PoolSignals signals) {
        PoolConfig.Growth growth = config.growth();
        if (workers >= config.maxWorkers()) {
            return Optional.of(new Reason.Maximum());
        }
        if (signals.machine().heap() > growth.maxHeap()) {
            return Optional.of(new Reason.Heap(roundedUp(signals.machine().heap()), growth.maxHeap()));
        }
        if (signals.machine().cpu() > growth.maxCpu()) {
            return Optional.of(new Reason.Cpu(roundedUp(signals.machine().cpu()), growth.maxCpu()));
        }
        return signals.share() < 1 ? Optional.of(new Reason.Tier(signals.share())) : Optional.empty();
    }

    private static Need need(Load load) {
        double busy = load.ended() < FEW ? 0 : load.rate() * load.run().toNanos() / 1e9;
        return new Need(load.rate(), load.run(), (int) Math.ceil(busy / UTILIZATION));
    }

    private PoolState.Regret regret(PoolState state, long now) {
        return state.shrunk() == null ? state.regret() : new PoolState.Regret(regrets(state, now) + 1, now);
    }

    private int regrets(PoolState state, long now) {
        PoolState.Regret regret = state.regret();
        long forgotten = (now - regret.since()) / (FORGOTTEN * config.idle().toNanos());
        return (int) Math.max(0, Math.min(regret.count(), FORGIVEN + DOUBLINGS) - forgotten);
    }

    private Step shrink(PoolState state, long now) {
        long time = patience(regrets(state, now));
        int peak = state.peaks().over(time, now);
        int to = half(state.workers());
        boolean stepped = state.shrunk() != null && now - state.shrunk() < STEP_NANOS;
        if (state.workers() == config.minWorkers() || stepped || needed(peak) > to) {
            return new Step(state, null);
        }
        Reason reason = new Reason.Idle(peak, Duration.ofNanos(time));
        return new Step(state.shrunk(to, now), new SizeDecision(state.workers(), to, reason, null));
    }

    /** How long half of the workers must have been enough, in ns. */
    private long patience(int regrets) {
        int doublings = Math.clamp(regrets - (long) FORGIVEN, 0, DOUBLINGS);
        return config.idle().toNanos() << doublings;
    }

    private int half(int workers) {
        return Math.max(config.minWorkers(), (workers + 1) / 2);
    }

    private static Duration roundedUp(Duration time) {
        return Duration.ofMillis(time.plusNanos(999_999).toMillis());
    }

    private static double roundedUp(double share) {
        return Math.ceil(share * 100) / 100;
    }

    /** What a peak needs, with room for chance. */
    private static int needed(int peak) {
        return (int) Math.ceil(peak + 2 * Math.sqrt(peak));
    }
}
