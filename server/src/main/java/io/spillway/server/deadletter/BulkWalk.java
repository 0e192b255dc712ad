package io.spillway.server.deadletter;

import io.spillway.plugin.api.Tier;
import io.spillway.server.deadletter.BulkJob.Waiting;
import io.spillway.server.deadletter.BulkStore.Candidate;
import io.spillway.server.deadletter.BulkStore.End;
import io.spillway.server.deadletter.BulkStore.Held;
import io.spillway.server.deadletter.BulkStore.Step;
import io.spillway.server.deadletter.BulkStore.Stepped;
import io.spillway.server.deadletter.LetterStore.Entry;
import io.spillway.server.deadletter.LetterStore.Order;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.submit.Pressure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of one bulk job through the letters, for as long as this node holds the job. What it remembers spares reading twice. */
final class BulkWalk {

    private static final int READ_AT_ONCE = 500;
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration NEXT_READ = Duration.ofMillis(10);
    private static final Duration HELD_UP = Duration.ofSeconds(1);

    /** How many go at once while the callers of the type are being slowed down. */
    private static final int FEW = 5;

    private final BulkPorts ports;
    private final Held begun;
    private final LetterReader reader;
    private final Deque<Found> found = new ArrayDeque<>();
    private @Nullable LetterCursor readTo;
    private long lookedSince;

    BulkWalk(BulkPorts ports, Held held) {
        this.ports = ports;
        this.begun = held;
        BulkOrder order = held.job().order();
        this.reader =
                new LetterReader(ports.letters(), List.of(order.type()), order.filter(), Order.OLDEST_FIRST, held.at());
    }

    private record Found(DeadLetter letter, long looked) {}

    /** How many go now, and why not more. @param pause how long the next ones wait at least */
    private record Allowed(int count, @Nullable Waiting waiting, Duration pause) {}

    boolean isOf(Held held) {
        return begun.fence() == held.fence();
    }

    /** One step. Returns when to go on; empty where the job is this node's no more. */
    Optional<Duration> advance(Held held) {
        read();
        Allowed allowed = allowed(held.job().order());
        List<Candidate> batch = new ArrayList<>();
        for (Found each : found) {
            if (batch.size() == allowed.count()) {
                break;
            }
            batch.add(new Candidate(LetterCursor.of(each.letter()), each.looked()));
        }
        boolean all = batch.size() == found.size();
        LetterCursor end = all ? readTo : null;
        boolean last = all && reader.isAtEnd();
        Optional<Stepped> stepped = ports.jobs()
                .step(held, new Step(batch, end == null ? null : new End(end, lookedSince), last, allowed.waiting()));
        stepped.ifPresent(step -> took(held.job().order(), step, all && step.dealt() == batch.size()));
        return stepped.map(step -> pause(step, batch.size(), allowed));
    }

    private void read() {
        for (int i = 0; i < READ_AT_ONCE && found.size() < Step.MOST; i++) {
            Optional<Entry> entry = reader.next();
            if (entry.isEmpty()) {
                return;
            }
            lookedSince++;
            readTo = entry.get().at();
            DeadLetter letter = entry.get().letter();
            if (letter != null && begun.job().order().filter().matches(letter)) {
                found.add(new Found(letter, lookedSince));
                lookedSince = 0;
            }
        }
    }

    private void took(BulkOrder order, Stepped step, boolean all) {
        for (int i = 0; i < step.dealt(); i++) {
            found.remove();
        }
        if (all) {
            lookedSince = 0;
        }
        if (step.done() > 0) {
            switch (order.action()) {
                case REPLAY -> ports.events().replayed().accept(order.type(), step.done());
                case DISCARD -> ports.events().discarded().accept(order.type(), step.done());
            }
        }
    }

    private Duration pause(Stepped step, int asked, Allowed allowed) {
        if (allowed.waiting() != null) {
            return allowed.pause().compareTo(step.pause()) > 0 ? allowed.pause() : step.pause();
        }
        if (step.dealt() == asked && !reader.isAtEnd()) {
            return NEXT_READ;
        }
        return step.pause().compareTo(TURN) > 0 ? step.pause() : TURN;
    }

    private Allowed allowed(BulkOrder order) {
        if (order.action() == BulkOrder.Action.DISCARD) {
            return new Allowed(Step.MOST, null, Duration.ZERO);
        }
        int count = 0;
        for (Found each : found) {
            Optional<Allowed> obstacle = obstacle(order.type(), each.letter());
            if (obstacle.isPresent()) {
                Allowed held = obstacle.get();
                int most = Math.min(Step.MOST, count + held.count());
                return count == 0 || held.count() > 0
                        ? new Allowed(most, held.waiting(), held.pause())
                        : new Allowed(count, null, Duration.ZERO);
            }
            count++;
        }
        return new Allowed(Step.MOST, null, Duration.ZERO);
    }

    /* Also where the handler has a fallback: who replays wants the thing itself. */
    private Optional<Allowed> obstacle(String type, DeadLetter letter) {
        String cohort = letter.key() == null ? letter.id().value() : letter.key();
        if (ports.admission().admit(type, letter.criticality(), cohort)
                instanceof Admission.Verdict.Shed(Tier tier, Scope scope, Duration _)) {
            String detail = "Tier " + tier + " is in force for " + scope + ".";
            return Optional.of(new Allowed(0, new Waiting(Waiting.Why.SHED, detail), HELD_UP));
        }
        return switch (ports.pressure().of(type, letter.criticality())) {
            case Pressure.Verdict.Pass _ -> Optional.empty();
            case Pressure.Verdict.Refuse(Duration _, String why) ->
                Optional.of(new Allowed(0, new Waiting(Waiting.Why.BUSY, why), HELD_UP));
            case Pressure.Verdict.Slow(Duration by) ->
                Optional.of(new Allowed(
                        FEW,
                        new Waiting(Waiting.Why.SLOWED, "The queue of the type is long: a few at a time."),
                        by.compareTo(TURN) > 0 ? by : TURN));
        };
    }
}
