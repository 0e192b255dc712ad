package io.spillway.server.task;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that happened to a task on this node: what the numbers are made of. */
public sealed interface TaskEvent {

    String type();

    /** A submission was answered. */
    record Submitted(String type, Criticality criticality, Result result) implements TaskEvent {
        public enum Result {
            ACCEPTED,
            KNOWN,
            KEY_REUSED,
            SHED,
            BUSY,
            UNAVAILABLE
        }
    }

    /** A caller was kept waiting, because more came in than was worked off. */
    record Slowed(String type, Duration by) implements TaskEvent {}

    /** A tier in force kept a task from being run. */
    record Shed(String type, Criticality criticality, Tier tier) implements TaskEvent {}

    /** A limit of the type kept a claim from bringing more, although more waits. */
    record HeldBack(String type, Limit limit) implements TaskEvent {
        public enum Limit {
            CONCURRENCY,
            RATE,
            KEY
        }
    }

    /** An attempt began. @param queued since the task could have begun */
    record Started(Task task, Duration queued) implements TaskEvent {
        @Override
        public String type() {
            return task.type();
        }
    }

    /** An attempt ended, in whatever way. @param cause null where it succeeded */
    record AttemptEnded(Task task, @Nullable Cause cause, Duration took) implements TaskEvent {
        @Override
        public String type() {
            return task.type();
        }
    }

    /**
     * A task reached a final state.
     *
     * @param took the last attempt's run time; zero if there was none
     * @param traceId of the last attempt's sampled span; null if there is none
     * @param spanId likewise
     */
    record Finished(
            TaskId id,
            TaskOutcome outcome,
            Duration took,
            @Nullable String traceId,
            @Nullable String spanId) implements TaskEvent {
        @Override
        public String type() {
            return id.type();
        }
    }

    /** A node had to stop working on a task because its lease had gone. */
    record LeaseLost(TaskId id) implements TaskEvent {
        @Override
        public String type() {
            return id.type();
        }
    }

    /** A settlement came too late and changed nothing. */
    record StaleSettlement(TaskId id) implements TaskEvent {
        @Override
        public String type() {
            return id.type();
        }
    }

    /** Hears of events, on the thread that caused them: must be quick, and must not throw. */
    @FunctionalInterface
    interface Listener {
        void on(TaskEvent event);
    }
}
