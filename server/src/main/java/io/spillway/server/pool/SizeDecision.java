package io.spillway.server.pool;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of the pool's size, or that it stays as it is although more workers were asked for.
 *
 * @param from how many workers there were
 * @param to how many there are from now on
 * @param need what Little's law asks for, where that is more than twice as many; else null
 */
public record SizeDecision(
        int from, int to, Reason reason, @Nullable Need need) {

    /** Which way it went. */
    public enum Direction {
        GROW,
        SHRINK,
        HOLD
    }

    /** What a decision can be due to, and which way it goes then: a closed set, for labels. */
    public enum Cause {
        RATE(Direction.GROW),
        P95(Direction.GROW),
        QUEUE(Direction.GROW),
        IDLE(Direction.SHRINK),
        MAXIMUM(Direction.HOLD),
        CPU(Direction.HOLD),
        HEAP(Direction.HOLD),
        TIER(Direction.HOLD);

        private final Direction direction;

        Cause(Direction direction) {
            this.direction = direction;
        }

        public Direction direction() {
            return direction;
        }

        /** The word that metrics and the API use. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a decision is due to, with its numbers: rounded up where they are over something, so that they look it. */
    public sealed interface Reason {

        Cause cause();

        /** Tasks come faster than the pool is willing to watch. */
        record Rate(double perSecond, double over) implements Reason {
            @Override
            public Cause cause() {
                return Cause.RATE;
            }
        }

        /** One task in twenty takes longer than it should, its wait included. */
        record P95(Duration p95, Duration over) implements Reason {
            @Override
            public Cause cause() {
                return Cause.P95;
            }
        }

        /** Too few tasks ended to speak of a P95, and others wait behind them. */
        record Queue(long tasks, Duration oldest) implements Reason {
            @Override
            public Cause cause() {
                return Cause.QUEUE;
            }
        }

        /** Most workers had nothing to do. @param peak how many were busy at once at the most */
        record Idle(int peak, Duration lasted) implements Reason {
            @Override
            public Cause cause() {
                return Cause.IDLE;
            }
        }

        /** There are as many workers as there may be. */
        record Maximum() implements Reason {
            @Override
            public Cause cause() {
                return Cause.MAXIMUM;
            }
        }

        /** More workers would share the same processors. */
        record Cpu(double share, double over) implements Reason {
            @Override
            public Cause cause() {
                return Cause.CPU;
            }
        }

        /** More workers would need memory that is not there. */
        record Heap(double share, double over) implements Reason {
            @Override
            public Cause cause() {
                return Cause.HEAP;
            }
        }

        /** A tier holds every type down, and more workers would undo it. @param share what it leaves to a type */
        record Tier(double share) implements Reason {
            @Override
            public Cause cause() {
                return Cause.TIER;
            }
        }
    }

    /** Little's law: so many tasks a second that run so long keep so many workers busy, with room for chance. */
    public record Need(double perSecond, Duration run, int workers) {}

    public Direction direction() {
        return reason.cause().direction();
    }

    /** The decision as the log says it: {@code 8 → 16 workers: P95 231 ms over 200 ms}. */
    @Override
    public String toString() {
        String what = direction() == Direction.HOLD ? from + " workers stay: " : from + " → " + to + " workers: ";
        return what + why();
    }

    /** The reason alone, in English. */
    public String why() {
        String text = switch (reason) {
            case Reason.Rate(double perSecond, double over) -> say("%,.0f tasks/s over %,.0f", perSecond, over);
            case Reason.P95(Duration p95, Duration over) ->
                say("P95 %,d ms over %,d ms", p95.toMillis(), over.toMillis());
            case Reason.Queue(long tasks, Duration oldest) ->
                say("%,d in the queue, the first for %,d ms", tasks, oldest.toMillis());
            case Reason.Idle(int peak, Duration lasted) -> say("at most %,d busy for %,d s", peak, lasted.toSeconds());
            case Reason.Maximum() -> "it is the maximum";
            case Reason.Cpu(double share, double over) -> say("CPU %.0f %% over %.0f %%", 100 * share, 100 * over);
            case Reason.Heap(double share, double over) -> say("heap %.0f %% over %.0f %%", 100 * share, 100 * over);
            case Reason.Tier(double share) -> say("a tier leaves each type %.0f %% of them", 100 * share);
        };
        return need == null
                ? text
                : text
                        + say(
                                "; %,.0f tasks/s of %,.1f ms need %,d",
                                need.perSecond(), need.run().toNanos() / 1e6, need.workers());
    }

    private static String say(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
    }
}
