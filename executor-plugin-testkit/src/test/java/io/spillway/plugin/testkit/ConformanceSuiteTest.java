package io.spillway.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Runs the suite on handlers that break one rule each: a suite that no handler fails would prove nothing. */
final class ConformanceSuiteTest {

    public record Nothing() {}

    record Hidden() {}

    private interface Work {
        Outcome run(TaskContext context) throws Exception;
    }

    private final AtomicLong effects = new AtomicLong();

    /** A handler that keeps all rules until a test takes one from it. */
    private static class Handler implements TaskHandler<Nothing> {

        private final Work work;

        Handler(Work work) {
            this.work = work;
        }

        @Override
        public TaskType<Nothing> type() {
            return TaskType.of("nothing", Nothing.class);
        }

        @Override
        public Outcome handle(TaskContext context, Nothing payload) throws Exception {
            return work.run(context);
        }
    }

    private TaskHandlerConformance<Nothing> suite(TaskHandler<Nothing> handler) {
        return new TaskHandlerConformance<>() {
            @Override
            protected TaskHandler<Nothing> handler() {
                return handler;
            }

            @Override
            protected Nothing payload() {
                return new Nothing();
            }

            @Override
            protected OptionalLong effects() {
                return OptionalLong.of(effects.get());
            }

            @Override
            protected Duration cancellationBound() {
                return Duration.ofMillis(100);
            }
        };
    }

    private static void assertFails(ThrowingCheck check) {
        assertThatThrownBy(check::run).isInstanceOf(AssertionError.class);
    }

    private interface ThrowingCheck {
        void run() throws Exception;
    }

    @Test
    void acceptsAHandlerThatKeepsAllRules() throws Exception {
        TaskHandlerConformance<Nothing> suite = suite(new Handler(context -> {
            effects.set(1);
            return Outcome.succeeded();
        }));

        suite.typeIsConstantAndFitsThePayload();
        suite.idempotencyKeyDependsOnThePayloadAlone();
        suite.concurrencyKeyDependsOnThePayloadAlone();
        suite.sameTaskTwiceHasItsEffectOnce();
        suite.leavesSoonAfterItWasCanceled();
        suite.leavesSoonIfItWasCanceledBeforeItBegan();
        suite.leavesNoThreadThatKeepsTheServerUp();
    }

    @Test
    void findsAnEffectThatHappensTwice() {
        assertFails(suite(new Handler(context -> {
            effects.incrementAndGet();
            return Outcome.succeeded();
        }))::sameTaskTwiceHasItsEffectOnce);
    }

    @Test
    void findsAnEffectThatNeverHappens() {
        assertFails(suite(new Handler(context -> Outcome.succeeded()))::sameTaskTwiceHasItsEffectOnce);
    }

    @Test
    void findsARepeatThatFails() {
        assertFails(suite(new Handler(context -> {
            effects.set(1);
            return context.attempt() == 1 ? Outcome.succeeded() : Outcome.failed(Cause.INVALID, "again?");
        }))::sameTaskTwiceHasItsEffectOnce);
    }

    @Test
    void findsAHandlerThatIgnoresItsCancellation() {
        CountDownLatch end = new CountDownLatch(1);
        Handler deaf = new Handler(context -> {
            awaitWhateverComes(end);
            return Outcome.succeeded();
        });

        assertFails(suite(deaf)::leavesSoonAfterItWasCanceled);
        assertFails(suite(deaf)::leavesSoonIfItWasCanceledBeforeItBegan);
        end.countDown();
    }

    @Test
    void findsAThreadThatWouldKeepTheServerUp() {
        CountDownLatch end = new CountDownLatch(1);
        Handler leaky = new Handler(context -> {
            new Thread(() -> awaitWhateverComes(end)).start();
            return Outcome.succeeded();
        });

        assertFails(suite(leaky)::leavesNoThreadThatKeepsTheServerUp);
        end.countDown();
    }

    @Test
    void findsAKeyThatChanges() {
        Handler changing = new Handler(context -> Outcome.succeeded()) {
            @Override
            public Optional<String> idempotencyKey(Nothing payload) {
                return Optional.of("key-" + effects.incrementAndGet());
            }
        };

        assertFails(suite(changing)::idempotencyKeyDependsOnThePayloadAlone);
    }

    @Test
    void findsAConcurrencyKeyThatChanges() {
        Handler changing = new Handler(context -> Outcome.succeeded()) {
            @Override
            public Optional<String> concurrencyKey(Nothing payload) {
                return Optional.of("key-" + effects.incrementAndGet());
            }
        };

        assertFails(suite(changing)::concurrencyKeyDependsOnThePayloadAlone);
    }

    @Test
    void findsALimitPerKeyWithoutAKey() {
        Handler keyless = new Handler(context -> Outcome.succeeded()) {
            @Override
            public TaskType<Nothing> type() {
                return super.type().withLimits(Limits.NONE.withPerKey(1));
            }
        };

        assertFails(suite(keyless)::concurrencyKeyDependsOnThePayloadAlone);
    }

    @Test
    void findsATypeThatChanges() {
        Handler changing = new Handler(context -> Outcome.succeeded()) {
            @Override
            public TaskType<Nothing> type() {
                return TaskType.of("nothing-" + effects.incrementAndGet(), Nothing.class);
            }
        };

        assertFails(suite(changing)::typeIsConstantAndFitsThePayload);
    }

    @Test
    void findsAPayloadThatTheServerCannotCreate() {
        TaskHandler<Hidden> hidden = new TaskHandler<>() {
            @Override
            public TaskType<Hidden> type() {
                return TaskType.of("hidden", Hidden.class);
            }

            @Override
            public Outcome handle(TaskContext context, Hidden payload) {
                return Outcome.succeeded();
            }
        };
        TaskHandlerConformance<Hidden> suite = new TaskHandlerConformance<>() {
            @Override
            protected TaskHandler<Hidden> handler() {
                return hidden;
            }

            @Override
            protected Hidden payload() {
                return new Hidden();
            }
        };

        assertFails(suite::typeIsConstantAndFitsThePayload);
    }

    private static void awaitWhateverComes(CountDownLatch end) {
        boolean ended = false;
        while (!ended) {
            try {
                end.await();
                ended = true;
            } catch (InterruptedException deaf) {
                ended = false;
            }
        }
    }
}
