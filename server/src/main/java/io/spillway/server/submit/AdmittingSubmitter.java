package io.spillway.server.submit;

import io.spillway.server.submit.Gate.Passage;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskEvent.Submitted.Result;
import io.spillway.server.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the requests that pass the gate to the queue: at once those that nothing slows, and together the others, once their
 * caller has waited for as long as the slowest of them must.
 */
public final class AdmittingSubmitter implements Submitter {

    private static final Logger LOG = LoggerFactory.getLogger(AdmittingSubmitter.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WHEN_THERE_IS_ROOM = Duration.ofSeconds(10);

    private final SubmitPorts ports;
    private final Consumer<String> bell;
    private final Room room;
    private final Gate gate;
    private final Patience patience;
    private final GroupCommits queue;

    /** @param bell hears of each type that got a task */
    public AdmittingSubmitter(SubmitPorts ports, Consumer<String> bell) {
        this(ports, bell, Room.ENOUGH);
    }

    /** @param room may refuse what everything else lets through */
    public AdmittingSubmitter(SubmitPorts ports, Consumer<String> bell, Room room) {
        this.ports = ports;
        this.bell = bell;
        this.room = room;
        this.gate = new Gate(ports);
        this.patience = new Patience(ports.nanoTime());
        this.queue = new GroupCommits(ports.queue()::submit);
    }

    @Override
    public List<SubmitAnswer> submit(List<SubmitRequest> requests) {
        List<Passage> passages = new ArrayList<>(requests.size());
        List<Passage.Ready> ready = new ArrayList<>(requests.size());
        for (SubmitRequest request : requests) {
            Passage passage = gate.pass(request);
            passages.add(passage);
            if (passage instanceof Passage.Ready each) {
                ready.add(each);
            }
        }
        List<SubmitAnswer> queued = ready.isEmpty() ? List.of() : enqueueInTime(ready);

        List<SubmitAnswer> answers = new ArrayList<>(requests.size());
        int next = 0;
        for (Passage passage : passages) {
            answers.add(
                    switch (passage) {
                        case Passage.Answered(SubmitAnswer answer) -> answer;
                        case Passage.Ready _ -> queued.get(next++);
                    });
        }
        return answers;
    }

    private List<SubmitAnswer> enqueueInTime(List<Passage.Ready> ready) {
        try {
            Optional<String> full = room.refusal();
            if (full.isPresent()) {
                return refuse(ready, Result.UNAVAILABLE, new SubmitAnswer.Unavailable(WHEN_THERE_IS_ROOM, full.get()));
            }
            List<Passage.Ready> hasty =
                    ready.stream().filter(each -> each.after().isZero()).toList();
            Iterator<SubmitAnswer> atOnce = enqueue(hasty).iterator();
            hasty.forEach(each -> each.span().close());
            Iterator<SubmitAnswer> slowed = enqueueSlowly(ready.stream()
                            .filter(each -> !each.after().isZero())
                            .toList())
                    .iterator();
            return ready.stream()
                    .map(each -> each.after().isZero() ? atOnce.next() : slowed.next())
                    .toList();
        } finally {
            ready.forEach(each -> each.span().close());
        }
    }

    private List<SubmitAnswer> enqueueSlowly(List<Passage.Ready> ready) {
        if (ready.isEmpty()) {
            return List.of();
        }
        Passage.Ready slowest = ready.getFirst();
        for (Passage.Ready each : ready) {
            slowest = each.after().compareTo(slowest.after()) > 0 ? each : slowest;
        }
        if (patience.keepWaiting(slowest.after())) {
            ports.events().on(new TaskEvent.Slowed(type(slowest), slowest.after()));
            return enqueue(ready);
        }
        return refuse(
                ready,
                Result.BUSY,
                new SubmitAnswer.Busy(
                        SOON, "More callers are being slowed down already than this node can keep waiting."));
    }

    private List<SubmitAnswer> enqueue(List<Passage.Ready> ready) {
        if (ready.isEmpty()) {
            return List.of();
        }
        try {
            List<SubmitResult> results =
                    queue.submit(ready.stream().map(Passage.Ready::submission).toList());
            List<SubmitAnswer> answers = new ArrayList<>(ready.size());
            Set<String> types = new HashSet<>();
            for (int i = 0; i < ready.size(); i++) {
                answers.add(answer(ready.get(i), results.get(i)));
                types.add(type(ready.get(i)));
            }
            types.forEach(bell);
            return answers;
        } catch (Turnstile.TooManyException e) {
            LOG.debug("{} submissions were refused: {}", ready.size(), e.getMessage());
            return refuse(
                    ready, Result.BUSY, new SubmitAnswer.Busy(SOON, "More tasks come in than the queue can take."));
        } catch (QueueUnavailableException e) {
            LOG.warn("{} submissions were refused: {}", ready.size(), e.getMessage());
            return refuse(ready, Result.UNAVAILABLE, new SubmitAnswer.Unavailable(SOON));
        }
    }

    private List<SubmitAnswer> refuse(List<Passage.Ready> ready, Result result, SubmitAnswer answer) {
        List<SubmitAnswer> answers = new ArrayList<>(ready.size());
        for (Passage.Ready each : ready) {
            told(each, result, "the submission was refused");
            answers.add(answer);
        }
        return answers;
    }

    private SubmitAnswer answer(Passage.Ready ready, SubmitResult result) {
        return switch (result) {
            case SubmitResult.Accepted(Task task) -> {
                ready.span().accepted(task.id().value());
                counted(ready, Result.ACCEPTED);
                yield new SubmitAnswer.Created(task, ready.pause());
            }
            case SubmitResult.Known(Task task) -> {
                told(ready, Result.KNOWN, "the idempotency key is known");
                yield new SubmitAnswer.Existing(task);
            }
            case SubmitResult.Unavailable(String why) -> {
                told(ready, Result.UNAVAILABLE, why);
                yield new SubmitAnswer.Unavailable(SOON);
            }
            case SubmitResult.KeyReused(TaskId first) -> {
                told(ready, Result.KEY_REUSED, "the idempotency key is known with another payload");
                yield new SubmitAnswer.KeyReused(first);
            }
        };
    }

    private void told(Passage.Ready ready, Result result, String why) {
        ready.span().refused(why);
        counted(ready, result);
    }

    private void counted(Passage.Ready ready, Result result) {
        ports.events()
                .on(new TaskEvent.Submitted(
                        type(ready), ready.submission().spec().criticality(), result));
    }

    private static String type(Passage.Ready ready) {
        return ready.submission().spec().type();
    }
}
