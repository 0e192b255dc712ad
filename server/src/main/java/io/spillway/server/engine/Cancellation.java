package io.spillway.server.engine;

import io.spillway.plugin.api.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token of one attempt: canceled once, for the first reason given. */
final class Cancellation implements CancellationToken {

    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final List<Runnable> actions = new ArrayList<>();
    private volatile @Nullable StopReason reason;

    /** False if it was canceled before. */
    boolean cancel(StopReason because) {
        List<Runnable> pending;
        synchronized (actions) {
            if (reason != null) {
                return false;
            }
            reason = because;
            pending = List.copyOf(actions);
            actions.clear();
        }
        pending.forEach(Cancellation::run);
        return true;
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
        } catch (RuntimeException e) {
            LOG.warn("An action that a handler wants done at its cancellation failed; the others are done", e);
        }
    }
}
