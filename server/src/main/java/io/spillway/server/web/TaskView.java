package io.spillway.server.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Tier;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.waiting.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task with all that is known of it.
 *
 * @param retryable whether it can be replayed, as it is or with another payload
 * @param replacedBy the task that has taken its place; null for none
 * @param replaces the task whose place this one has taken; null for none
 * @param countdown until it is due; null where it is, or ran already
 * @param waits what keeps it from running, what must change first first; none where it does not wait
 */
public record TaskView(
        String id,
        String name,
        String type,
        String state,
        String criticality,
        @Nullable Badge tier,
        List<Step> steps,
        List<Fact> facts,
        String payload,
        @Nullable String result,
        @Nullable String cause,
        @Nullable String message,
        boolean cancelable,
        boolean retryable,
        @Nullable String replacedBy,
        @Nullable String replaces,
        boolean discarded,
        boolean ended,
        @Nullable String countdown,
        List<Wait> waits) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 20_000;

    /**
     * Something that happened to the task, or will.
     *
     * @param after how long after the step before; null for the first
     */
    public record Step(
            String name,
            String detail,
            String mood,
            Moment at,
            @Nullable String after) {}

    public record Fact(String name, String value) {}

    /**
     * @param until when that ends, at the earliest; null where nobody knows
     * @param holders tasks that it waits for
     * @param href where to see or change it; null where nowhere
     */
    public record Wait(
            String code,
            String text,
            @Nullable Moment until,
            List<String> holders,
            @Nullable String href) {}

    static TaskView of(Task task, Fate fate, List<Reason> reasons, Format format) {
        TasksView.Row row = TasksView.row(task, format);
        Tier tier = task.tier();
        String result = task.result();
        return new TaskView(
                row.id(),
                row.name(),
                row.type(),
                row.state(),
                row.criticality(),
                tier == null ? null : Badge.of(tier),
                steps(task, format),
                facts(task, format),
                pretty(task.spec().payload()),
                result == null ? null : pretty(result),
                row.cause(),
                row.message(),
                row.cancelable(),
                row.retryable() && fate.replacedBy() == null,
                text(fate.replacedBy()),
                text(fate.replaces()),
                fate.discarded(),
                task.state().isTerminal(),
                countdown(task, format),
                reasons.stream().map(each -> wait(task, each, format)).toList());
    }

    private static @Nullable String countdown(Task task, Format format) {
        Instant due = task.dueAt();
        return due != null && task.state() == TaskState.PENDING && due.isAfter(format.now())
                ? format.countdown(Duration.between(format.now(), due))
                : null;
    }

    private static Wait wait(Task task, Reason reason, Format format) {
        Instant until = reason.until();
        return new Wait(
                reason.code(),
                new WaitingText(format).of(reason),
                until == null ? null : format.moment(until),
                reason instanceof Reason.Parked parked
                        ? parked.holders().stream().map(TaskId::value).toList()
                        : List.of(),
                href(task, reason));
    }

    private static @Nullable String href(Task task, Reason reason) {
        return switch (reason) {
            case Reason.Delayed _, Reason.RetryDue _ -> null;
            case Reason.StorageFails _ -> "/nodes";
            case Reason.NoHandler _ -> "/plugins";
            case Reason.BreakerOpen _ -> "/sla/" + task.type() + "#breaker";
            case Reason.KeptBack _ -> "/degradation";
            case Reason.Parked _, Reason.Paused _, Reason.AtConcurrency _, Reason.AtRate _ ->
                "/sla/" + task.type() + "#limits";
            case Reason.InQueue _ -> "/tasks?state=pending&type=" + task.type();
        };
    }

    private static @Nullable String text(@Nullable TaskId id) {
        return id == null ? null : id.value();
    }

    private static List<Step> steps(Task task, Format format) {
        List<Step> steps = new ArrayList<>();
        Instant last = task.createdAt();
        steps.add(new Step("created", "", "ok", format.moment(last), null));
        Instant started = task.startedAt();
        if (started != null) {
            steps.add(step("started", format.count(task.attempt()), "ok", started, last, format));
            last = started;
        }
        Instant finished = task.finishedAt();
        if (finished != null && task.state().isTerminal()) {
            steps.add(step(task.state().label(), "", mood(task.state()), finished, last, format));
            return steps;
        }
        Instant due = task.dueAt();
        if (due != null && task.state() == TaskState.PENDING) {
            steps.add(step("due", format.count(task.attempt() + 1L), "next", due, last, format));
        }
        Instant deadline = task.deadline();
        if (deadline != null) {
            steps.add(step("deadline", "", "next", deadline, due == null ? last : due, format));
        }
        return steps;
    }

    private static Step step(String name, String detail, String mood, Instant at, Instant before, Format format) {
        Duration after = Duration.between(before, at);
        return new Step(
                name,
                detail,
                mood,
                format.moment(at),
                after.isNegative() ? null : after.toMinutes() > 0 ? format.lasting(after) : format.latency(after));
    }

    private static String mood(TaskState state) {
        return switch (state) {
            case SUCCEEDED -> "ok";
            case FAILED -> "bad";
            case CANCELED, PENDING, RUNNING -> "";
        };
    }

    private static List<Fact> facts(Task task, Format format) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("attempt", task.attempt() + " / " + task.spec().maxAttempts()));
        facts.add(new Fact("took", TasksView.took(task, format)));
        add(facts, "node", task.node());
        facts.add(new Fact("fence", String.valueOf(task.fence())));
        facts.add(new Fact("key", task.effectKey()));
        add(facts, "trace", traceId(task.spec().traceparent()));
        facts.add(new Fact("shard", format.count(task.id().shard())));
        return facts;
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.add(new Fact(name, value));
        }
    }

    /** The trace's id in a W3C trace context: {@code 00-<trace>-<span>-<flags>}. */
    static @Nullable String traceId(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        String[] parts = traceparent.split("-", -1);
        return parts.length >= 4 && parts[1].matches("[0-9a-f]{32}") ? parts[1] : null;
    }

    /** JSON with line breaks; what is no JSON stays as it is, and what is very long is cut. */
    static String pretty(String json) {
        String text = json;
        if (json.length() <= LONGEST) {
            try {
                text = JSON.readTree(json).toPrettyString();
            } catch (JsonProcessingException shownAsItIs) {
                text = json;
            }
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
