package io.spillway.server.submit;

import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A {@link GroupCommit} for each type, so that a type that can't be submitted, or only slowly, is nothing to the callers of the
 * others. There are no more than types that had a handler. Thread-safe.
 */
final class GroupCommits {

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Turnstile mixed;
    private final Map<String, GroupCommit> byType = new ConcurrentHashMap<>();

    /** @param queue {@link TaskQueue#submit} */
    GroupCommits(Function<List<Submission>, List<SubmitResult>> queue) {
        this.queue = queue;
        this.mixed = new Turnstile(queue);
    }

    /** As {@link TaskQueue#submit}, which it throws as well. */
    List<SubmitResult> submit(List<Submission> submissions) {
        String type = type(submissions.getFirst());
        return submissions.stream().allMatch(each -> type(each).equals(type))
                ? byType.computeIfAbsent(type, _ -> new GroupCommit(queue)).submit(submissions)
                : mixed.submit(submissions);
    }

    private static String type(Submission submission) {
        return submission.spec().type();
    }
}
