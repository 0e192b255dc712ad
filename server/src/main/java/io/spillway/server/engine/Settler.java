package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import io.spillway.server.task.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes conclusions into the queue, as many at a time as there are, without waiting for more. While the queue is
 * away, they wait here: no more of them than there are workers, since nothing can be claimed meanwhile.
 */
final class Settler {

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final TaskQueue queue;
    private final String node;
    private final RunningAttempts running;
    private final Told told;
    private final BlockingQueue<Conclusion> waiting = new LinkedBlockingQueue<>();
    private final List<Conclusion> batch = new ArrayList<>(BATCH);
    private boolean away;

    /** Who hears of what was settled. */
    record Told(TaskEvent.Listener events, BiConsumer<String, Duration> due) {}

    Settler(TaskQueue queue, String node, RunningAttempts running, Told told) {
        this.queue = queue;
        this.node = node;
        this.running = running;
        this.told = told;
    }

    void offer(Conclusion conclusion) {
        waiting.add(conclusion);
    }

    /** Settles what waits, or waits a little for something to come. */
    Duration runOnce() throws InterruptedException {
        if (batch.isEmpty()) {
            Conclusion first = waiting.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return Duration.ZERO;
            }
            batch.add(first);
            waiting.drainTo(batch, BATCH - 1);
        }
        List<Conclusion> written =
                batch.stream().filter(each -> each.next() != null).toList();
        try {
            List<Settlement.Result> results = written.isEmpty() ? List.of() : queue.settle(node, settlements(written));
            away = false;
            for (int i = 0; i < written.size(); i++) {
                tell(written.get(i), results.get(i));
            }
            batch.stream().filter(each -> each.next() == null).forEach(this::ended);
            batch.clear();
            return Duration.ZERO;
        } catch (QueueUnavailableException e) {
            if (!away) {
                LOG.warn(
                        "{} ended tasks can't be settled, and are kept until Redis answers: {}",
                        batch.size() + waiting.size(),
                        e.getMessage());
            }
            away = true;
            return PATIENCE;
        }
    }

    boolean isIdle() {
        return waiting.isEmpty() && batch.isEmpty();
    }

    private static List<Settlement> settlements(List<Conclusion> conclusions) {
        List<Settlement> settlements = new ArrayList<>(conclusions.size());
        for (Conclusion each : conclusions) {
            Settlement.Next next = each.next();
            if (next != null) {
                settlements.add(new Settlement(each.task().id(), each.task().fence(), next));
            }
        }
        return settlements;
    }

    private void tell(Conclusion conclusion, Settlement.Result result) {
        switch (result) {
            case STALE -> {
                ended(conclusion);
                told.events().on(new TaskEvent.StaleSettlement(conclusion.task().id()));
            }
            case SETTLED -> {
                ended(conclusion);
                switch (conclusion.next()) {
                    case Settlement.Next.Succeeded _ -> finished(conclusion, TaskOutcome.SUCCEEDED);
                    case Settlement.Next.Failed _ -> finished(conclusion, TaskOutcome.FAILED);
                    case Settlement.Next.Again(Task.Failure _, Duration delay) ->
                        told.due().accept(conclusion.task().type(), delay);
                    case Settlement.Next.HandBack _ ->
                        told.due().accept(conclusion.task().type(), Duration.ZERO);
                    case null -> {}
                }
            }
        }
    }

    private void ended(Conclusion conclusion) {
        running.remove(new Lease(conclusion.task().id(), conclusion.task().fence()));
        if (conclusion.next() instanceof Settlement.Next.HandBack) {
            return;
        }
        told.events().on(new TaskEvent.AttemptEnded(conclusion.task(), conclusion.cause(), conclusion.took()));
    }

    private void finished(Conclusion conclusion, TaskOutcome outcome) {
        told.events()
                .on(new TaskEvent.Finished(
                        conclusion.task().id(), outcome, conclusion.took(), conclusion.traceId(), conclusion.spanId()));
    }
}
