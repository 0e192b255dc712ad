package io.spillway.server.drill;

import io.spillway.server.submit.Submitter;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the drill of this node, if it has one; else looks whether one is due, and ends those whose node is gone. A node that
 * can't keep its right to run a drill stops it: the canaries end with it, and the tier goes by its normal way.
 */
public final class DrillLoop {

    private static final Logger LOG = System.getLogger(DrillLoop.class.getName());
    private static final Duration TURN = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** Shorter than the right to run lasts in the store. */
    private static final Duration CUT_OFF = Duration.ofSeconds(10);

    private final Ports ports;
    private final DrillDesk desk;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();
    private @Nullable String said;

    public DrillLoop(Ports ports, DrillDesk desk, Surroundings surroundings, InstantSource clock) {
        this.ports = ports;
        this.desk = desk;
        this.surroundings = surroundings;
        this.clock = clock;
        desk.runBy(this::run);
    }

    /**
     * What a drill works with.
     *
     * @param tasks reads tasks, without those that are not there
     * @param wake ends the wait of the loop
     */
    public record Ports(
            Submitter submitter,
            Function<List<TaskId>, Map<TaskId, Task>> tasks,
            DrillStore store,
            DrillLog log,
            Runnable wake) {}

    private record Running(
            Drill drill,
            Traffic traffic,
            Instant savedAt,
            @Nullable AbortRequest abort) {}

    private void run(Drill drill) {
        running.set(new Running(
                drill,
                new Traffic(ports.submitter(), ports.tasks(), drill.order(), drill.startedAt()),
                drill.startedAt(),
                null));
        ports.wake().run();
    }

    /** One turn; returns how long to wait before the next. */
    public Duration runOnce() {
        Running now = running.get();
        if (now != null) {
            turn(now);
            return TURN;
        }
        try {
            List<Drill> recent = ports.store().recent(DrillDesk.KEPT);
            bury(recent);
            begin(recent);
        } catch (QueueUnavailableException e) {
            LOG.log(Level.DEBUG, "drills can't be looked at: {0}", e.getMessage());
        }
        return running.get() == null ? IDLE : Duration.ZERO;
    }

    private void turn(Running before) {
        Instant now = clock.instant();
        before.traffic().collect(now);
        Sight sight =
                surroundings.look(before.drill().startedAt(), before.traffic().tally(), now);
        Drill drill = DrillScript.next(before.drill(), with(sight, before.abort()));
        if (!drill.isOver()) {
            before.traffic().send(drill.phase(), now);
        }
        if (drill.phase() != before.drill().phase()) {
            LOG.log(
                    Level.INFO,
                    "Drill {0}: {1}{2}",
                    drill.id(),
                    drill.phase(),
                    drill.why() == null ? "" : ": " + drill.why());
        }
        keep(before, drill, now);
    }

    private static Sight with(Sight sight, @Nullable AbortRequest abort) {
        return new Sight(
                sight.now(), sight.tally(), sight.alert(), sight.scope(), sight.clear(), sight.beside(), abort);
    }

    private void keep(Running before, Drill drill, Instant now) {
        try {
            DrillStore.Saved saved = ports.store().save(drill);
            if (saved.isLost() && !drill.isOver()) {
                LOG.log(Level.WARNING, "Drill {0} is no longer this node''s, and ends here", drill.id());
                running.set(null);
                return;
            }
            if (drill.isOver()) {
                over(drill);
            } else {
                running.set(new Running(drill, before.traffic(), now, saved.abort()));
            }
        } catch (QueueUnavailableException e) {
            boolean isCutOff = now.isAfter(before.savedAt().plus(CUT_OFF));
            if (isCutOff) {
                LOG.log(
                        Level.WARNING,
                        "Drill {0} ends, since its state can''t be kept: {1}",
                        drill.id(),
                        e.getMessage());
            }
            // One that is over is tried again: its end is decided anew from what was seen before.
            running.set(
                    isCutOff ? null : new Running(before.drill(), before.traffic(), before.savedAt(), before.abort()));
        }
    }

    private void over(Drill drill) {
        running.set(null);
        ports.log().ended(drill);
    }

    private void bury(List<Drill> recent) {
        Optional<DrillId> alive = ports.store().underWay();
        for (Drill drill : recent) {
            if (!drill.isOver() && !alive.equals(Optional.of(drill.id()))) {
                Drill end =
                        drill.end(Phase.ABORTED, "Node " + drill.node() + ", which ran it, is gone.", clock.instant());
                if (ports.store().bury(end)) {
                    ports.log().ended(end);
                }
            }
        }
    }

    private void begin(List<Drill> recent) {
        Schedule schedule = desk.config().schedule();
        Instant last = recent.stream()
                .filter(drill -> drill.order().isScheduled())
                .map(Drill::startedAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (!schedule.isDue(last, clock.instant())) {
            return;
        }
        switch (desk.start(desk.config().scheduled())) {
            case DrillDesk.Start.Started(Drill drill) ->
                LOG.log(Level.INFO, "Drill {0} begins as scheduled", drill.id());
            case DrillDesk.Start.Refused(String why) -> say(why);
            case DrillDesk.Start.Busy(DrillId other) -> LOG.log(Level.DEBUG, "drill {0} is under way", other);
        }
    }

    private void say(String why) {
        if (!why.equals(said)) {
            LOG.log(Level.WARNING, "A scheduled drill is due and cannot begin yet: {0}", why);
        }
        said = why;
    }

    /** Ends the drill of this node, because the node stops. No turn may be made any more. */
    public void stop() {
        Running now = running.getAndSet(null);
        if (now == null) {
            return;
        }
        Drill end = now.drill()
                .end(Phase.ABORTED, "Node " + now.drill().node() + ", which ran it, stopped.", clock.instant());
        try {
            ports.store().save(end);
        } catch (QueueUnavailableException e) {
            LOG.log(Level.WARNING, "the end of drill {0} can''t be kept: another node will find it", end.id());
        }
        ports.log().ended(end);
    }
}
