package io.spillway.server.redis;

import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TransitionResult;
import java.util.List;

/** What scripts answer that change a task's state on a person's behalf. */
final class Transitions {

    private Transitions() {}

    static TransitionResult result(TaskId id, Object reply) {
        List<?> answer = (List<?>) reply;
        return switch (String.valueOf(answer.get(0))) {
            case "moved" -> new TransitionResult.Moved(TaskRecord.task(id, String.valueOf(answer.get(1))));
            case "refused" -> new TransitionResult.Refused(state(id, String.valueOf(answer.get(1))));
            case "replaced" ->
                new TransitionResult.Replaced(TaskId.parse(id.type() + "." + id.shard() + "." + answer.get(1))
                        .orElse(null));
            case "unknown" -> new TransitionResult.Unknown();
            default -> throw new IllegalStateException("a script answered '" + answer.get(0) + "' for task " + id);
        };
    }

    static TaskState state(TaskId id, String letter) {
        TaskState state = Letters.state(letter.charAt(0));
        if (state == null) {
            throw new IllegalStateException("task " + id + " can't be read: its state is damaged");
        }
        return state;
    }
}
