package io.spillway.server.pool;

import io.spillway.server.pool.PoolSignals.Load;
import io.spillway.server.pool.PoolSignals.Machine;
import io.spillway.server.pool.PoolSignals.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sizer and the pool that it decides upon, look by look. */
abstract class PoolSizerScene {

    static final Duration LIMIT = Duration.ofMillis(200);
    static final Machine CALM = new Machine(0.3, 0.4);
    static final Load SLOW = load(100, ms(231), ms(180), false);

    PoolSizer sizer = new PoolSizer(PoolConfig.DEFAULT);
    PoolState state = sizer.start(0);
    long now;

    /** What is decided while all workers are busy, until it has grown once or a second is over. */
    List<SizeDecision> press(Load load) {
        List<SizeDecision> decisions = new ArrayList<>();
        for (int i = 0; i < 10 && decisions.isEmpty(); i++) {
            SizeDecision decision = look(state.workers(), load);
            if (decision != null) {
                decisions.add(decision);
            }
        }
        return decisions;
    }

    List<SizeDecision> idle(Duration time, int busy) {
        return decisions(
                Math.toIntExact(time.toMillis() / 100),
                () -> new PoolSignals(busy, Load.NONE, Optional.empty(), CALM, 1));
    }

    List<SizeDecision> decisions(int looks, Supplier<PoolSignals> signals) {
        List<SizeDecision> decisions = new ArrayList<>();
        for (int i = 0; i < looks; i++) {
            SizeDecision decision = look(signals.get());
            if (decision != null) {
                decisions.add(decision);
            }
        }
        return decisions;
    }

    @Nullable
    SizeDecision look(int peak, Load load) {
        return look(new PoolSignals(peak, load, Optional.empty(), CALM, 1));
    }

    @Nullable
    SizeDecision look(PoolSignals signals) {
        now += PoolSimulation.TICK;
        PoolSizer.Step step = sizer.decide(state, signals, now);
        state = step.state();
        return step.decision();
    }

    static Load load(double rate, Duration p95, Duration waits, boolean easing) {
        return new Load(rate, p95, Duration.ofMillis(1), 100, new Waits(waits, easing));
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }
}
