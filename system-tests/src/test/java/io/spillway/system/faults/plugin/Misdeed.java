package io.spillway.system.faults.plugin;

import io.spillway.plugin.api.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What a handler must not do, and may all the same. */
enum Misdeed {
    EXCEPTION {
        @Override
        Outcome commit(Duration time) throws Exception {
            throw new Exception("a checked one");
        }
    },
    RUNTIME_EXCEPTION {
        @Override
        Outcome commit(Duration time) {
            throw new IllegalStateException("an unchecked one");
        }
    },
    ERROR {
        @Override
        Outcome commit(Duration time) {
            throw new AssertionError("an error");
        }
    },
    THROWABLE {
        @Override
        Outcome commit(Duration time) {
            Misdeed.<RuntimeException>throwUnchecked(new Throwable("neither exception nor error"));
            return Outcome.succeeded();
        }
    },
    THREAD_DEATH {
        @Override
        @SuppressWarnings("removal")
        Outcome commit(Duration time) {
            throw new ThreadDeath();
        }
    },
    STACK_OVERFLOW {
        @Override
        Outcome commit(Duration time) {
            return Outcome.succeeded(Map.of("depth", depth(0)));
        }
    },
    OUT_OF_MEMORY_THROWN {
        @Override
        Outcome commit(Duration time) {
            throw new OutOfMemoryError("thrown, not met");
        }
    },
    OUT_OF_MEMORY {
        @Override
        Outcome commit(Duration time) {
            // 16 GiB at once: more than the heap of any node of the tests, and none of it is ever taken.
            return Outcome.succeeded(Map.of("length", new long[Integer.MAX_VALUE - 8].length));
        }
    },
    LINKAGE {
        @Override
        Outcome commit(Duration time) {
            throw new UnsupportedClassVersionError("compiled for the JDK of next year");
        }
    },
    NO_CLASS {
        @Override
        Outcome commit(Duration time) {
            NotPacked.call();
            return Outcome.succeeded();
        }
    },
    MUTE {
        @Override
        Outcome commit(Duration time) {
            throw new Mute();
        }
    },
    INTERRUPTED {
        @Override
        Outcome commit(Duration time) throws InterruptedException {
            throw new InterruptedException("and nobody has interrupted it");
        }
    },
    INTERRUPTS_ITSELF {
        @Override
        Outcome commit(Duration time) {
            Thread.currentThread().interrupt();
            return Outcome.succeeded();
        }
    },
    NO_OUTCOME {
        @Override
        @SuppressWarnings("NullAway")
        Outcome commit(Duration time) {
            return null;
        }
    },
    ENDLESS_RESULT {
        @Override
        Outcome commit(Duration time) {
            Map<String, Object> values = new HashMap<>();
            values.put("itself", values);
            return Outcome.succeeded(values);
        }
    },
    SPIN {
        @Override
        Outcome commit(Duration time) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                Thread.onSpinWait();
            }
            return Outcome.succeeded();
        }
    },
    HANG {
        @Override
        Outcome commit(Duration time) throws InterruptedException {
            ReentrantLock lock = new ReentrantLock();
            Thread holder = Thread.ofPlatform().daemon().start(() -> hold(lock, time));
            while (!lock.isLocked() && holder.isAlive()) {
                Thread.onSpinWait();
            }
            // Unlike lockInterruptibly, this heeds nobody.
            lock.lock();
            try {
                return Outcome.succeeded();
            } finally {
                lock.unlock();
            }
        }
    },
    EXIT {
        @Override
        Outcome commit(Duration time) {
            System.exit(7);
            return Outcome.succeeded();
        }
    },
    HALT {
        @Override
        Outcome commit(Duration time) {
            Runtime.getRuntime().halt(8);
            return Outcome.succeeded();
        }
    };

    /**
     * Does it.
     *
     * @param time for as long, where it takes time
     */
    abstract Outcome commit(Duration time) throws Exception;

    static Misdeed named(String how) {
        return valueOf(how.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /* Not a tail call: the sum needs each frame. */
    private static long depth(long so) {
        return so < 0 ? 0 : 1 + depth(so + 1);
    }

    private static void hold(ReentrantLock lock, Duration time) {
        lock.lock();
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
