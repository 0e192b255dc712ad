package io.spillway.server.waiting;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Limits;
import io.spillway.plugin.api.TaskType;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task that is next in the queue of a type that ten of are claimed in a second; and what is different about it. */
final class Given {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    static final Place.Queued NEXT = new Place.Queued(0, false);

    private record Order(String id) {}

    private Place place = NEXT;
    private @Nullable Instant due;
    private int attempt;
    private @Nullable String trouble;
    private @Nullable ScopeStatus keptBack;
    private @Nullable ManualLimits manual;
    private Limits limits = Limits.NONE;
    private boolean handled = true;
    private long running;
    private double starts;
    private int busy = 12;
    private double claimsPerSecond = 10;
    private List<WaitingFacts.OpenBreaker> breakers = List.of();
    private List<PluginStatus> plugins = List.of();

    Given at(Place other) {
        place = other;
        return this;
    }

    Given due(Instant at, int attempts) {
        due = at;
        attempt = attempts;
        return this;
    }

    Given busy(int workers) {
        busy = workers;
        return this;
    }

    Given claimsPerSecond(double rate) {
        claimsPerSecond = rate;
        return this;
    }

    Given breakers(WaitingFacts.OpenBreaker... open) {
        breakers = List.of(open);
        return this;
    }

    Given unhandled() {
        handled = false;
        return this;
    }

    Given paused() {
        manual = new ManualLimits(ManualLimits.Values.PAUSE, "op", "a bad release", NOW, null);
        return this;
    }

    Given limits(@Nullable Integer concurrency, @Nullable Double perSecond) {
        limits = new Limits(
                Integer.MAX_VALUE,
                concurrency == null ? Integer.MAX_VALUE : concurrency,
                perSecond == null ? Double.POSITIVE_INFINITY : perSecond,
                Integer.MAX_VALUE);
        return this;
    }

    Given running(long tasks, double startsPerSecond) {
        running = tasks;
        starts = startsPerSecond;
        return this;
    }

    Given keptBack(ScopeStatus status) {
        keptBack = status;
        return this;
    }

    Given trouble(String problem) {
        trouble = problem;
        return this;
    }

    Given plugin(String id, PluginStatus.State state) {
        plugins = List.of(
                new PluginStatus("other", "1", "other.jar", null, state, List.of("else"), NOW, null),
                new PluginStatus(id, "1", id + ".jar", null, state, List.of("order"), NOW, null));
        return this;
    }

    WaitingFacts facts() {
        Task task = new Task(
                new TaskId("order.0.01KAQF5E0000000000000000AA"),
                TaskState.PENDING,
                new Task.Spec("order", "{}", Criticality.SHEDDABLE, 3, null, null, null),
                new Task.Claim(attempt, attempt, null, null),
                new Task.Times(NOW.minusSeconds(60), null, due, null, null, null),
                null,
                null,
                place instanceof Place.Parked);
        Optional<TaskType<?>> type =
                handled ? Optional.of(TaskType.of("order", Order.class).withLimits(limits)) : Optional.empty();
        TypeUse use = new TypeUse(Optional.ofNullable(manual), running, starts, 0, List.of());
        return new WaitingFacts(
                task,
                new Place.Found(place, NOW),
                Optional.ofNullable(trouble),
                Optional.ofNullable(keptBack),
                new TypeLimits(
                        "order", handled, EffectiveLimits.of("order", type, LimitsConfig.NONE, use.manual()), use),
                new WaitingFacts.Node(plugins, busy, 64, Optional.of(claimsPerSecond), breakers));
    }
}
