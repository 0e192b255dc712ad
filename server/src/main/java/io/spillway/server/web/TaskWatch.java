package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spillway.server.follow.Follower;
import io.spillway.server.follow.TaskFollowing;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskStore;

/**
 * Follows one task: an event {@code task} with the task at once and at each change, until it has ended, and then the stream does. An
 * event's id names the state, so that who comes back with it hears only of what changed since; for a task that has ended since then
 * nothing has, and 204 keeps a browser from coming back again.
 */
final class TaskWatch implements Handler {

    private final TaskStore store;
    private final TaskFollowing following;
    private final EventStreams streams;

    TaskWatch(TaskStore store, TaskFollowing following, EventStreams streams) {
        this.store = store;
        this.following = following;
        this.streams = streams;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        TaskId id = TaskId.parse(ctx.pathParam("id")).orElseThrow(TaskApi::unknown);
        // Before the task is read, so that no change falls between the two.
        try (Follower follower = following.follow(id)) {
            Task task = store.find(id).orElseThrow(TaskApi::unknown);
            String seen = ctx.header("Last-Event-ID");
            if (task.state().isTerminal() && TaskStory.mark(task).equals(seen)) {
                ctx.status(204);
                return;
            }
            streams.serve(ctx, stream -> new TaskStory(stream, follower, following::queueTime).tell(task, seen));
        }
    }
}
