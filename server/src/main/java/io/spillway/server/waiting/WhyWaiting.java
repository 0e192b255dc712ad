package io.spillway.server.waiting;

import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why a task does not run yet. Several things can hold: they come in the order in which the task meets them, so that what
 * must change first comes first. What will be different by the time that a delayed task is due, such as who runs now, is left out.
 */
public final class WhyWaiting {

    /** At less than one claim in so many seconds, how long it takes is a guess. */
    private static final double SLOWEST = 0.1;

    private WhyWaiting() {}

    /** Never empty. */
    public static List<Reason> of(WaitingFacts facts) {
        List<Reason> reasons = new ArrayList<>();
        facts.trouble().map(Reason.StorageFails::new).ifPresent(reasons::add);
        Optional<Reason> later = later(facts.task(), facts.found());
        later.ifPresent(reasons::add);
        if (facts.found().place() instanceof Place.Parked parked) {
            reasons.add(new Reason.Parked(parked.key(), parked.before(), parked.holders()));
        }
        handler(facts).ifPresent(reasons::add);
        facts.keptBack().map(WhyWaiting::keptBack).ifPresent(reasons::add);
        limits(facts, later.isPresent(), reasons);
        if (later.isEmpty()) {
            breakers(facts.node().breakers()).ifPresent(reasons::add);
        }
        queue(facts, later.isPresent(), reasons);
        return List.copyOf(reasons);
    }

    private static Optional<Reason> later(Task task, Place.Found found) {
        Instant due = task.dueAt();
        if (due == null || !due.isAfter(found.at())) {
            return Optional.empty();
        }
        Duration in = Duration.between(found.at(), due);
        return Optional.of(
                task.attempt() == 0 ? new Reason.Delayed(due, in) : new Reason.RetryDue(task.attempt() + 1, due, in));
    }

    private static Optional<Reason> handler(WaitingFacts facts) {
        if (facts.limits().isHandled()) {
            return Optional.empty();
        }
        String type = facts.task().type();
        return Optional.of(lacking(type, PluginStatus.State.DISABLED, Reason.NoHandler.Lack.DISABLED, facts)
                .or(() -> lacking(type, PluginStatus.State.FAILED, Reason.NoHandler.Lack.FAILED, facts))
                .orElseGet(() -> new Reason.NoHandler(type, Reason.NoHandler.Lack.MISSING, null)));
    }

    private static Optional<Reason.NoHandler> lacking(
            String type, PluginStatus.State state, Reason.NoHandler.Lack lack, WaitingFacts facts) {
        return facts.node().plugins().stream()
                .filter(plugin -> plugin.state() == state && plugin.types().contains(type))
                .findFirst()
                .map(plugin -> new Reason.NoHandler(type, lack, plugin.id()));
    }

    private static Reason keptBack(ScopeStatus status) {
        return new Reason.KeptBack(status.tier(), status.scope(), status.until());
    }

    /** Those that are open, and the first of them to try again. */
    private static Optional<Reason> breakers(List<WaitingFacts.OpenBreaker> open) {
        return open.stream()
                .min(Comparator.comparing(
                        WaitingFacts.OpenBreaker::until, Comparator.nullsLast(Comparator.naturalOrder())))
                .map(first -> new Reason.BreakerOpen(
                        open.stream().map(WaitingFacts.OpenBreaker::node).toList(), first.why(), first.until()));
    }

    private static void limits(WaitingFacts facts, boolean later, List<Reason> reasons) {
        TypeUse use = facts.limits().use();
        @Nullable
        ManualLimits manual = use.manual().filter(ManualLimits::isPause).orElse(null);
        if (manual != null) {
            reasons.add(new Reason.Paused(manual.by(), manual.reason(), manual.until()));
            return;
        }
        if (later) {
            return;
        }
        facts.limits()
                .limits()
                .concurrency()
                .value()
                .filter(limit -> use.running() >= limit)
                .ifPresent(limit -> reasons.add(new Reason.AtConcurrency(use.running(), limit)));
        facts.limits()
                .limits()
                .perSecond()
                .value()
                .filter(limit -> use.startsPerSecond() >= limit)
                .ifPresent(limit -> reasons.add(new Reason.AtRate(limit)));
    }

    private static void queue(WaitingFacts facts, boolean later, List<Reason> reasons) {
        if (facts.found().place() instanceof Place.Queued(long before, boolean isAbout) && !later) {
            WaitingFacts.Node node = facts.node();
            Optional<Integer> busy =
                    node.busyWorkers() >= node.workers() ? Optional.of(node.workers()) : Optional.empty();
            Optional<Duration> expected = node.claimsPerSecond()
                    .filter(rate -> rate >= SLOWEST)
                    .map(rate -> Duration.ofMillis((long) (before * 1000 / rate)));
            if (before > 0 || busy.isPresent() || reasons.isEmpty()) {
                reasons.add(new Reason.InQueue(before, isAbout, busy, expected));
            }
        } else if (reasons.isEmpty()) {
            reasons.add(new Reason.InQueue(0, false, Optional.empty(), Optional.empty()));
        }
    }
}
