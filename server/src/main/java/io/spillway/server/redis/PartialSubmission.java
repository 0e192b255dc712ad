package io.spillway.server.redis;

import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call that takes several scripts. Once a script has failed, the others are not tried; what was taken before stands,
 * and its submitter hears of it: a caller who was told of a failure would submit it again.
 */
final class PartialSubmission {

    private final SubmissionBatch submissions;
    private boolean taken;
    private @Nullable QueueUnavailableException failure;

    PartialSubmission(SubmissionBatch submissions) {
        this.submissions = submissions;
    }

    /** @throws QueueUnavailableException if nothing was taken yet */
    List<SubmitResult> submit(String type, List<Submission> batch) {
        if (failure == null) {
            try {
                List<SubmitResult> results = submissions.submit(type, batch);
                taken = true;
                return results;
            } catch (QueueUnavailableException e) {
                if (!taken) {
                    throw e;
                }
                failure = e;
            }
        }
        return Collections.nCopies(batch.size(), new SubmitResult.Unavailable(String.valueOf(failure.getMessage())));
    }
}
