package io.spillway.server.task;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a task is in its life. The relation below is the only one; {@code transition.lua} holds the same one. */
public enum TaskState {
    /** Accepted and waiting: in a queue, or for its due time. */
    PENDING(false),
    /** Claimed by a node, which holds a lease on it. */
    RUNNING(false),
    /** Done; its result is kept until the retention ends. */
    SUCCEEDED(true),
    /** Given up: out of attempts, out of time, or failed in a way that no other attempt can mend. */
    FAILED(true),
    /** Stopped by somebody before it ended. */
    CANCELED(true);

    private static final Map<TaskState, Set<TaskState>> NEXT = Map.of(
            PENDING, EnumSet.of(RUNNING, FAILED, CANCELED),
            RUNNING, EnumSet.of(PENDING, SUCCEEDED, FAILED, CANCELED),
            SUCCEEDED, EnumSet.noneOf(TaskState.class),
            FAILED, EnumSet.of(PENDING),
            CANCELED, EnumSet.of(PENDING));

    private final boolean terminal;

    TaskState(boolean terminal) {
        this.terminal = terminal;
    }

    /** Whether the task stays here unless a person retries it. */
    public boolean isTerminal() {
        return terminal;
    }

    public boolean canBecome(TaskState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** The state's name in the API and in labels: {@code pending}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that label, in upper or lower case. */
    public static Optional<TaskState> ofLabel(String label) {
        for (TaskState state : values()) {
            if (state.name().equalsIgnoreCase(label)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
