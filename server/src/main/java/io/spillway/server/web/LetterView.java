package io.spillway.server.web;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter: why it failed, what happened to it, and the form to replay it with another payload.
 *
 * @param waits whether it is on the list of dead letters
 * @param feasible whether a plugin runs its type, so that a new payload can be checked
 * @param form null where the payload is too long for a form
 * @param problem why the last try was refused, the end of a message's key
 * @param detail the same in the words of a program; empty where there are none
 * @param errors what is wrong with the new payload
 * @param people what people did with it lately
 */
public record LetterView(
        TaskView task,
        boolean waits,
        boolean feasible,
        @Nullable Form form,
        @Nullable String problem,
        String detail,
        List<FieldProblem> errors,
        List<AuditView.Row> people) {

    /* A form's body is bounded, and what is no letter or digit is three characters in it. */
    private static final int LONGEST = 48 * 1024;

    /** What stands in the form: the last try's, so that a refused one need not be typed again. */
    public record Form(String payload, String key, String reason) {}

    /** @param audit the latest entries, of which those of the task are taken */
    static LetterView of(Task task, Fate fate, boolean feasible, List<AuditEntry> audit, Format format) {
        String payload = Json.stored(task.spec().payload()).toPrettyString();
        return new LetterView(
                TaskView.of(task, fate, List.of(), format),
                task.state() == TaskState.FAILED && !fate.discarded() && fate.replacedBy() == null,
                feasible,
                fits(payload) ? new Form(payload, "", "") : null,
                null,
                "",
                List.of(),
                audit.stream()
                        .filter(entry -> entry.subject().equals(task.id().value()))
                        .map(entry -> AuditView.row(entry, format))
                        .toList());
    }

    LetterView refused(Form tried, String why, Problem wrong) {
        return new LetterView(task, waits, feasible, tried, why, wrong.detail(), wrong.errors(), people);
    }

    /** The form was not sent. */
    LetterView without(String why) {
        return new LetterView(task, waits, feasible, form, why, "", List.of(), people);
    }

    private static boolean fits(String payload) {
        return payload.length() < LONGEST
                && URLEncoder.encode(payload, StandardCharsets.UTF_8).length() < LONGEST;
    }
}
