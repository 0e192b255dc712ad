package io.spillway.server.engine;

import io.spillway.server.task.Lease;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskQueue;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** For tests of what is decided before the queue is asked: who asks it all the same fails. */
final class NoQueue implements TaskQueue {

    @Override
    public List<SubmitResult> submit(List<Submission> submissions) {
        throw asked();
    }

    @Override
    public Work.Done work(Work work) {
        throw asked();
    }

    @Override
    public Map<Lease, Loss> renew(String node, List<Lease> leases, Duration lease) {
        throw asked();
    }

    @Override
    public Recovered recover(String type, int max) {
        throw asked();
    }

    @Override
    public List<TaskId> giveBackUnheard(String type, String node, Collection<Lease> known) {
        throw asked();
    }

    @Override
    public Set<String> types() {
        throw asked();
    }

    @Override
    public AutoCloseable listen(Listener listener) {
        throw asked();
    }

    private static AssertionError asked() {
        return new AssertionError("the queue was asked");
    }
}
