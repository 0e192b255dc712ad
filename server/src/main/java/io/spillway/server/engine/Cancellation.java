package io.spillway.server.engine;

import io.spillway.plugin.api.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one attempt: canceled once, for the first reason given, and not after the handler has ended.
 *
 * <p>What handlers want done runs on a thread of its own: they are plugins, and the loops that cancel keep the leases
 * and the deadlines of all tasks.
 */
final class Cancellation implements CancellationToken {

    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable StopReason reason;
    private boolean ended;

    /** False if it was canceled before, or the handler has ended. */
    boolean cancel(StopReason because) {
        List<Runnable> pending;
        synchronized (actions) {
            if (reason != null || ended) {
                return false;
            }
            reason = because;
            pending = List.copyOf(actions);
            actions.clear();
        }
        if (!pending.isEmpty()) {
            Thread.ofVirtual().name("cancellation").start(() -> pending.forEach(Cancellation::run));
        }
        return true;
    }

    /** The handler has ended: what it holds may be somebody else's by now, so nothing of it is touched any more. */
    void end() {
        synchronized (actions) {
            ended = true;
            actions.clear();
        }
    }

    Optional<StopReason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public boolean isCanceled() {
        return reason != null;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (actions) {
            if (reason == null) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            // A plugin's code, errors of the JVM included.
            LOG.warn("An action that a handler wants done at its cancellation failed; the others are done", e);
        }
    }
}
