package io.spillway.server.drill;

import io.spillway.server.task.TaskIds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What people can ask of drills, on any node. */
public final class DrillDesk {

    /** How many reports are kept. */
    public static final int KEPT = 50;

    private final DrillStore store;
    private final DrillLog log;
    private final Surroundings surroundings;
    private final Place place;
    private Consumer<Drill> runner = _ -> {};

    public DrillDesk(DrillStore store, DrillLog log, Surroundings surroundings, Place place) {
        this.store = store;
        this.log = log;
        this.surroundings = surroundings;
        this.place = place;
    }

    /** @param node its name; @param ids for drills */
    public record Place(String node, DrillConfig config, TaskIds ids, InstantSource clock) {}

    /** @param runner runs what begins here */
    void runBy(Consumer<Drill> runner) {
        this.runner = runner;
    }

    public DrillConfig config() {
        return place.config();
    }

    /** Begins a drill on this node, if nothing speaks against it. */
    public Start start(DrillOrder order) {
        Instant now = place.clock().instant();
        Optional<String> hindrance = surroundings.hindrance(now);
        if (hindrance.isPresent()) {
            return new Start.Refused(hindrance.get());
        }
        Optional<DrillId> other = store.underWay();
        if (other.isPresent()) {
            return new Start.Busy(other.get());
        }
        log.starting(order);
        DrillId id = new DrillId(place.ids().next(CanaryType.NAME, 0).ulid());
        Drill drill = Drill.begin(id, order, place.node(), now);
        other = store.begin(drill);
        if (other.isPresent()) {
            log.refused(order, "drill " + other.get() + " is under way");
            return new Start.Busy(other.get());
        }
        runner.accept(drill);
        return new Start.Started(drill);
    }

    /** Asks whichever node runs the drill to end it; it does so within a second. Empty if there is no such drill. */
    public Optional<Drill> abort(AbortRequest request) {
        Optional<Drill> drill = store.find(request.id());
        if (drill.isPresent() && !drill.get().isOver()) {
            log.aborting(request);
            store.ask(request);
        }
        return drill;
    }

    public Optional<Drill> find(DrillId id) {
        return store.find(id);
    }

    /** All that are kept, the last ones first. */
    public List<Drill> recent() {
        return store.recent(KEPT);
    }

    /** The answer to the wish for a drill. */
    public sealed interface Start {

        record Started(Drill drill) implements Start {}

        /** @param why a sentence: what must change first */
        record Refused(String why) implements Start {}

        /** Another one is under way. */
        record Busy(DrillId other) implements Start {}
    }
}
