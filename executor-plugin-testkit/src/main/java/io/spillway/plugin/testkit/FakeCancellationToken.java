package io.spillway.plugin.testkit;

import io.spillway.plugin.api.CancellationToken;
import java.util.ArrayList;
import java.util.List;

/** A token that a test cancels. Keeps the server's promises: each action runs once, and at once if it comes late. */
final class FakeCancellationToken implements CancellationToken {

    private final List<Runnable> actions = new ArrayList<>();
    private boolean canceled;

    @Override
    public synchronized boolean isCanceled() {
        return canceled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!canceled) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    void cancel() {
        List<Runnable> due;
        synchronized (this) {
            canceled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }
}
