package io.spillway.server.web;

import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks, newest first.
 *
 * @param type the filter; nothing for all
 * @param state the filter; nothing for all
 * @param first the link to the first page; null on it
 * @param next the link to the next page; null at the end
 * @param curl how to submit one
 */
public record TasksView(
        List<Row> rows,
        List<String> types,
        List<String> states,
        String type,
        String state,
        boolean filtered,
        @Nullable String first,
        @Nullable String next,
        String curl) {

    private static final String PATH = "/tasks";

    /**
     * One task in a table.
     *
     * @param name what is left of the id without its type
     * @param took of the last attempt; a running one's so far
     * @param due how long a delayed one still waits; null for the others
     */
    public record Row(
            String id,
            String name,
            String type,
            String state,
            String criticality,
            String attempt,
            Moment created,
            String took,
            @Nullable String due,
            @Nullable String node,
            @Nullable String cause,
            @Nullable String message,
            boolean cancelable,
            boolean retryable) {}

    static TasksView of(TaskStore.Query query, TaskStore.Page page, List<String> types, Format format) {
        String type = query.type() == null ? "" : query.type();
        TaskState state = query.state();
        String cursor = page.next();
        return new TasksView(
                page.tasks().stream().map(task -> row(task, format)).toList(),
                types,
                Arrays.stream(TaskState.values()).map(TaskState::label).toList(),
                type,
                state == null ? "" : state.label(),
                !type.isEmpty() || state != null,
                query.cursor() == null ? null : link(type, state, null),
                cursor == null ? null : link(type, state, cursor),
                "");
    }

    TasksView withCurl(String command) {
        return new TasksView(rows, types, states, type, state, filtered, first, next, command);
    }

    static Row row(Task task, Format format) {
        Task.Failure failure = task.failure();
        return new Row(
                task.id().value(),
                name(task),
                task.type(),
                task.state().label(),
                task.spec().criticality().name(),
                task.attempt() + " / " + task.spec().maxAttempts(),
                format.moment(task.createdAt()),
                took(task, format),
                due(task, format),
                task.node(),
                failure == null ? null : failure.cause().name(),
                failure == null ? null : failure.message(),
                task.state().canBecome(TaskState.CANCELED),
                task.state().isTerminal() && task.state().canBecome(TaskState.PENDING));
    }

    /** The part of the id that differs from task to task. */
    static String name(Task task) {
        String id = task.id().value();
        return id.substring(id.lastIndexOf('.') + 1);
    }

    static String took(Task task, Format format) {
        Instant started = task.startedAt();
        if (started == null || task.state() == TaskState.PENDING) {
            return Format.NONE;
        }
        Instant finished = task.finishedAt();
        Duration took = Duration.between(started, finished == null ? format.now() : finished);
        return took.isNegative() ? Format.NONE : format.latency(took);
    }

    private static @Nullable String due(Task task, Format format) {
        Instant due = task.dueAt();
        return task.state() == TaskState.PENDING && due != null && due.isAfter(format.now())
                ? format.lasting(Duration.between(format.now(), due))
                : null;
    }

    private static String link(String type, @Nullable TaskState state, @Nullable String cursor) {
        StringJoiner query = new StringJoiner("&", PATH + "?", "").setEmptyValue(PATH);
        if (!type.isEmpty()) {
            query.add("type=" + encoded(type));
        }
        if (state != null) {
            query.add("state=" + state.label());
        }
        if (cursor != null) {
            query.add("cursor=" + encoded(cursor));
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
