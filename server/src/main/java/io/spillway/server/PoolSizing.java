package io.spillway.server;

import io.spillway.server.degrade.Admission;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.LoadMeter;
import io.spillway.server.pool.MachineMeter;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.TaskStore;
import io.spillway.server.telemetry.PoolMetrics;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Connects the loop that sizes the pool to what it looks at, and its decisions to the metrics. */
final class PoolSizing {

    private final Sources sources;

    /**
     * What is looked at.
     *
     * @param types those that this node has handlers for
     * @param backlog what waits of some types, as far as it can be read
     * @param share what the tiers leave to a type of the workers
     * @param bell rung for each type when there are more workers: else a type would wait for its next look
     */
    record Sources(
            LoadMeter load,
            Supplier<List<String>> types,
            Function<List<String>, Map<String, TaskStore.Backlog>> backlog,
            ToDoubleFunction<String> share,
            Consumer<String> bell) {

        static Sources of(
                TaskLoad load, HandlerRegistry handlers, TaskStore tasks, Admission admission, Consumer<String> bell) {
            return new Sources(
                    load.meter(),
                    () -> handlers.all().stream()
                            .map(each -> each.type().name())
                            .toList(),
                    tasks::backlog,
                    admission::concurrencyShare,
                    bell);
        }
    }

    PoolSizing(Sources sources) {
        this.sources = sources;
    }

    static AdaptivePool create(
            WorkerPool pool, PoolConfig config, Sources sources, AdaptivePool.Clocks clocks, PoolMetrics metrics) {
        for (SizeDecision.Cause cause : SizeDecision.Cause.values()) {
            metrics.register(label(cause.direction()), cause.label());
        }
        PoolSizing sizing = new PoolSizing(sources);
        return new AdaptivePool(
                pool,
                config,
                new AdaptivePool.Sources(sources.load(), MachineMeter.ofThisJvm(), sizing::queue, sizing::share),
                clocks,
                decision -> {
                    sizing.decided(decision);
                    metrics.decided(
                            label(decision.direction()),
                            decision.reason().cause().label());
                });
    }

    void decided(SizeDecision decision) {
        if (decision.direction() == SizeDecision.Direction.GROW) {
            sources.types().get().forEach(sources.bell());
        }
    }

    private static String label(SizeDecision.Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }

    /** The tasks that this node has handlers for, and that any node could run now; empty while that can't be said. */
    Optional<PoolSignals.Queue> queue() {
        List<String> types = sources.types().get();
        try {
            List<TaskStore.Backlog> backlogs = sources.backlog().apply(types).entrySet().stream()
                    .filter(each -> types.contains(each.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            return Optional.of(new PoolSignals.Queue(waiting(backlogs), oldest(backlogs)));
        } catch (QueueUnavailableException e) {
            return Optional.empty();
        }
    }

    private static long waiting(List<TaskStore.Backlog> backlogs) {
        return backlogs.stream()
                .flatMap(each -> each.queued().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Duration oldest(List<TaskStore.Backlog> backlogs) {
        return backlogs.stream()
                .map(TaskStore.Backlog::oldest)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** What the tiers leave to the type that they leave most. */
    double share() {
        return sources.types().get().stream().mapToDouble(sources.share()).max().orElse(1);
    }
}
