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
 * others; but large ones of several types share their few places. There are no more than types that had a handler. Thread-safe.
 */
final class GroupCommits {

    private final Function<List<Submission>, List<SubmitResult>> queue;
    private final Turnstile largeMixed;
    private final Map<String, GroupCommit> byType = new ConcurrentHashMap<>();

    /** @param queue {@link TaskQueue#submit} */
    GroupCommits(Function<List<Submission>, List<SubmitResult>> queue) {
        this.queue = queue;
        this.largeMixed = new Turnstile(queue);
    }

    /** As {@link GroupCommit#submit}. */
    List<SubmitResult> submit(List<Submission> submissions) {
        String type = type(submissions.getFirst());
        if (submissions.stream().allMatch(each -> type(each).equals(type))) {
            return byType.computeIfAbsent(type, _ -> new GroupCommit(type, queue))
                    .submit(submissions);
        }
        return submissions.size() > GroupCommit.SMALL ? largeMixed.submit(submissions) : queue.apply(submissions);
    }

    private static String type(Submission submission) {
        return submission.spec().type();
    }
}
