package io.spillway.server.web;

import io.spillway.server.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dead letters as lines of CSV (RFC 4180), for spreadsheets: no cell is taken for a formula, whatever stands in it. */
final class LetterCsv {

    static final String HEADER =
            "id,type,failedAt,createdAt,cause,message,attempt,maxAttempts,criticality,idempotencyKey,node,traceId,payload";

    static final String INCOMPLETE = "The storage did not answer any more: letters are missing from here on.";

    private LetterCsv() {}

    static String row(Task task) {
        Task.Failure failure = task.failure();
        return List.of(
                        cell(task.id().value()),
                        cell(task.type()),
                        cell(text(task.finishedAt())),
                        cell(text(task.createdAt())),
                        cell(failure == null ? "" : failure.cause().label()),
                        cell(failure == null ? "" : failure.message()),
                        Integer.toString(task.attempt()),
                        Integer.toString(task.spec().maxAttempts()),
                        cell(task.spec().criticality().name()),
                        cell(task.spec().idempotencyKey()),
                        cell(task.node()),
                        cell(TaskView.traceId(task.spec().traceparent())),
                        cell(task.spec().payload()))
                .stream()
                .collect(Collectors.joining(","));
    }

    /** The last line of a file that is not whole. */
    static String incomplete() {
        return "INCOMPLETE," + cell(INCOMPLETE);
    }

    /* A spreadsheet runs what begins with one of these, unless an apostrophe stands before it. */
    static String cell(@Nullable String value) {
        String text = value == null ? "" : value;
        if (!text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.chars().anyMatch(each -> each == ',' || each == '"' || each == '\n' || each == '\r')
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }

    private static String text(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }
}
