package io.spillway.server.waiting;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing that keeps a task from running. */
public sealed interface Reason {

    /** The reason's name in the API. */
    String code();

    /** When it ends, at the earliest; null where nobody knows. */
    default @Nullable Instant until() {
        return null;
    }

    /** The node can neither claim nor settle. @param problem what Redis says */
    record StorageFails(String problem) implements Reason {
        @Override
        public String code() {
            return "storage";
        }
    }

    /** @param in how long it is from now until the first attempt may begin */
    record Delayed(Instant until, Duration in) implements Reason {
        @Override
        public String code() {
            return "delayed";
        }
    }

    /** @param attempt the number of the attempt that is to come */
    record RetryDue(int attempt, Instant until, Duration in) implements Reason {
        @Override
        public String code() {
            return "retry";
        }
    }

    /** As many tasks of its concurrency key run as may. */
    record Parked(String key, long before, List<TaskId> holders) implements Reason {
        @Override
        public String code() {
            return "parked";
        }
    }

    /** @param plugin the one that would handle the type; null where none is known */
    record NoHandler(String type, Lack lack, @Nullable String plugin) implements Reason {

        /** What is the matter with the plugin. */
        public enum Lack {
            DISABLED,
            FAILED,
            MISSING
        }

        @Override
        public String code() {
            return "no-handler";
        }
    }

    /** A tier keeps tasks of its criticality in the queue. @param until no release before then; null where nobody knows */
    record KeptBack(Tier tier, Scope scope, @Nullable Instant until) implements Reason {
        @Override
        public String code() {
            return "tier";
        }
    }

    /** A person has paused the type. @param until null where it is until somebody resumes it */
    record Paused(String by, String reason, @Nullable Instant until) implements Reason {
        @Override
        public String code() {
            return "paused";
        }
    }

    /** The type's breaker lets nothing begin there: other nodes may still take it. @param nodes where it is open */
    record BreakerOpen(
            List<String> nodes, WhyBroken why, @Nullable Instant until) implements Reason {

        public BreakerOpen {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String code() {
            return "breaker";
        }
    }

    record AtConcurrency(long running, int limit) implements Reason {
        @Override
        public String code() {
            return "concurrency";
        }
    }

    record AtRate(double perSecond) implements Reason {
        @Override
        public String code() {
            return "rate";
        }
    }

    /** Its turn has not come. @param busyWorkers of this node, where all of them are; else empty */
    record InQueue(long before, boolean isAbout, Optional<Integer> busyWorkers, Optional<Duration> expected)
            implements Reason {
        @Override
        public String code() {
            return busyWorkers.isPresent() ? "workers" : "queued";
        }
    }
}
