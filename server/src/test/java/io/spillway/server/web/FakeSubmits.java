package io.spillway.server.web;

import io.spillway.server.submit.Submitter;
import io.spillway.server.task.TaskState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers each request by its type, and remembers what it was asked. */
final class FakeSubmits implements Submitter {
    final List<SubmitRequest> requests = new CopyOnWriteArrayList<>();
    volatile Function<SubmitRequest, SubmitAnswer> answer =
            request -> new SubmitAnswer.Created(Fakes.task(TaskState.PENDING));

    @Override
    public List<SubmitAnswer> submit(List<SubmitRequest> asked) {
        requests.addAll(asked);
        return asked.stream().map(answer).toList();
    }
}
