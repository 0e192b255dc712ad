package io.spillway.server.deadletter;

import io.spillway.server.plugin.RegisteredHandler.FieldError;
import io.spillway.server.task.Task;
import java.util.List;

/** What a payload that a person wrote makes of a task that has ended. */
public sealed interface Edit {

    /** Another task: the same id would mean the same effect. @param next what it is about */
    record Changed(Task.Spec next) implements Edit {}

    /** The same one: a replay of it is a retry. */
    record Unchanged() implements Edit {}

    /** @param errors with pointers relative to the payload */
    record BadPayload(List<FieldError> errors) implements Edit {}

    /** No plugin here runs the type, so nobody can say whether the payload is right. */
    record NoHandler() implements Edit {}
}
