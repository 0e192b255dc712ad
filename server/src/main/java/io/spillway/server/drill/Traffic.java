package io.spillway.server.drill;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.submit.Submitter;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The canaries of one drill: sends them at a steady rate, one in ten of them made to fail while the drill asks for it, and
 * reads from the store what became of each, whichever node ran it.
 */
final class Traffic {

    private static final int INJECTED_OF = 10;
    private static final double SHEDDABLE_SHARE = 0.1;
    private static final double SHEDDABLE_SHARE_LOOKING = 0.5;
    private static final Duration LATE = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofSeconds(1);
    private static final Duration IMPATIENT = Duration.ofMillis(500);
    private static final String HEALTHY = "{}";
    private static final String FAILING = "{\"fail\":1}";
    private static final String SLOW = "{\"millis\":2000}";

    private final Submitter submitter;
    private final Function<List<TaskId>, Map<TaskId, Task>> store;
    private final DrillOrder order;
    private final Threshold threshold;
    private final Map<TaskId, Sent> open = new LinkedHashMap<>();
    private Canaries canaries = Canaries.NONE;
    private Instant sentAt;
    private double criticalDue;
    private double sheddableDue;
    private final long begun;
    private long requests;
    private long sent;
    private int underTier;
    private @Nullable Instant firstFailure;
    private @Nullable Instant firstShed;
    private @Nullable Instant lastAdmitted;

    /** @param store reads tasks, without those that are not there */
    Traffic(Submitter submitter, Function<List<TaskId>, Map<TaskId, Task>> store, DrillOrder order, Instant now) {
        this.submitter = submitter;
        this.store = store;
        this.order = order;
        this.threshold = new Threshold(order.rule().window());
        this.sentAt = now;
        this.begun = now.toEpochMilli();
    }

    private enum Kind {
        CRITICAL,
        INJECTED,
        SHEDDABLE
    }

    private record Sent(Kind kind, Phase phase, Instant at) {}

    Sight.Tally tally() {
        return new Sight.Tally(
                canaries, threshold.runs(), underTier, firstFailure, threshold.exceeded(), firstShed, lastAdmitted);
    }

    /** Sends what is due since the last turn. */
    void send(Phase phase, Instant now) {
        Duration since = Duration.between(sentAt, now);
        double seconds = Math.max(0, (since.compareTo(CATCH_UP) > 0 ? CATCH_UP : since).toMillis() / 1000.0);
        sentAt = now;
        boolean looking = phase == Phase.SHED || phase == Phase.RELEASED;
        criticalDue += seconds * order.rate();
        sheddableDue += seconds * order.rate() * (looking ? SHEDDABLE_SHARE_LOOKING : SHEDDABLE_SHARE);
        List<Kind> kinds = new ArrayList<>();
        for (; criticalDue >= 1; criticalDue--) {
            sent++;
            kinds.add(phase.fails() && sent % INJECTED_OF == 0 ? Kind.INJECTED : Kind.CRITICAL);
        }
        for (; sheddableDue >= 1; sheddableDue--) {
            kinds.add(Kind.SHEDDABLE);
        }
        if (kinds.isEmpty()) {
            return;
        }
        List<SubmitAnswer> answers =
                submitter.submit(kinds.stream().map(this::request).toList());
        for (int i = 0; i < answers.size(); i++) {
            answered(new Sent(kinds.get(i), phase, now), answers.get(i));
        }
    }

    private SubmitRequest request(Kind kind) {
        boolean slow = kind == Kind.INJECTED && order.injection() == Injection.LATENCY;
        String payload = kind != Kind.INJECTED ? HEALTHY : slow ? SLOW : FAILING;
        // By its key a task is in or out while a tier sheds a part: each canary is a caller of its own.
        String key = "drill-" + begun + "-" + ++requests;
        return new SubmitRequest(
                CanaryType.NAME,
                payload,
                key,
                kind == Kind.SHEDDABLE ? Criticality.SHEDDABLE : Criticality.CRITICAL,
                slow ? IMPATIENT : null,
                null,
                null,
                null);
    }

    private void answered(Sent canary, SubmitAnswer answer) {
        switch (answer) {
            case SubmitAnswer.Created created -> taken(canary, created.task());
            case SubmitAnswer.Existing(Task task) -> taken(canary, task);
            case SubmitAnswer.Shed shed
            when canary.kind() == Kind.SHEDDABLE -> {
                firstShed = firstShed == null ? canary.at() : firstShed;
                canaries = canaries.shedOne(shed.retryAfter().isPositive());
            }
            case SubmitAnswer.Shed _,
                    SubmitAnswer.Busy _,
                    SubmitAnswer.Unavailable _,
                    SubmitAnswer.UnknownType _,
                    SubmitAnswer.BadPayload _,
                    SubmitAnswer.KeyReused _ -> {
                if (canary.kind() != Kind.SHEDDABLE) {
                    canaries = canaries.refusedOne();
                }
            }
        }
    }

    private void taken(Sent canary, Task task) {
        open.put(task.id(), canary);
        if (canary.kind() == Kind.SHEDDABLE) {
            canaries = canaries.admittedOne();
            lastAdmitted = canary.at();
        }
    }

    /** Reads what became of those that were sent. While the store does not answer, nothing is known of them. */
    void collect(Instant now) {
        List<TaskId> ids = List.copyOf(open.keySet());
        Map<TaskId, Task> tasks;
        try {
            tasks = ids.isEmpty() ? Map.of() : store.apply(ids);
        } catch (QueueUnavailableException e) {
            return;
        }
        List<Threshold.Run> ended = new ArrayList<>();
        for (TaskId id : ids) {
            Task task = tasks.get(id);
            Sent canary = open.get(id);
            if (canary == null) {
                continue;
            }
            Instant finished = task == null ? null : task.finishedAt();
            if (task != null && finished != null && task.state().isTerminal()) {
                open.remove(id);
                ended.add(ended(canary, task.state() == TaskState.SUCCEEDED, finished));
            } else if (now.isAfter(canary.at().plus(LATE))) {
                open.remove(id);
                canaries = canary.kind() == Kind.CRITICAL ? canaries.failedOne() : canaries;
            }
        }
        threshold.add(ended);
    }

    private Threshold.Run ended(Sent canary, boolean isWell, Instant at) {
        switch (canary.kind()) {
            case CRITICAL -> {
                canaries = isWell ? canaries.succeededOne() : canaries.failedOne();
                underTier += isWell && canary.phase() == Phase.SHED ? 1 : 0;
            }
            case INJECTED -> {
                if (!isWell) {
                    canaries = canaries.injectedOne();
                    firstFailure = firstFailure == null || at.isBefore(firstFailure) ? at : firstFailure;
                }
            }
            case SHEDDABLE -> {}
        }
        return new Threshold.Run(at, !isWell);
    }
}
