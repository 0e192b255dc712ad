package io.spillway.server.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Drills in memory: what the contract says of the real store holds of it. */
public final class DrillsInMemory implements DrillStore {

    private final Map<DrillId, Drill> drills = new ConcurrentHashMap<>();
    private volatile @Nullable DrillId lease;
    private volatile @Nullable AbortRequest wish;

    @Override
    public Optional<DrillId> begin(Drill drill) {
        if (lease != null) {
            return Optional.ofNullable(lease);
        }
        lease = drill.id();
        wish = null;
        drills.put(drill.id(), drill);
        return Optional.empty();
    }

    @Override
    public Saved save(Drill drill) {
        if (!drill.id().equals(lease)) {
            return new Saved(true, null);
        }
        drills.put(drill.id(), drill);
        AbortRequest asked = wish;
        if (drill.isOver()) {
            lease = null;
            wish = null;
        }
        return new Saved(false, asked != null && asked.id().equals(drill.id()) && !drill.isOver() ? asked : null);
    }

    @Override
    public boolean bury(Drill drill) {
        if (drill.id().equals(lease)) {
            return false;
        }
        drills.put(drill.id(), drill);
        return true;
    }

    /** As if its node had been silent for longer than the lease. */
    public void expire() {
        lease = null;
    }

    @Override
    public Optional<DrillId> underWay() {
        return Optional.ofNullable(lease);
    }

    @Override
    public void ask(AbortRequest request) {
        wish = request;
    }

    @Override
    public Optional<Drill> find(DrillId id) {
        return Optional.ofNullable(drills.get(id));
    }

    @Override
    public List<Drill> recent(int limit) {
        return drills.values().stream()
                .sorted(Comparator.comparing(Drill::startedAt).reversed())
                .limit(limit)
                .toList();
    }

    /** A drill that went well, for pages and answers. */
    public static Drill passed(DrillId id, Instant began) {
        Drill drill = Drill.begin(id, order(), "node-1", began);
        Phase[] phases = {
            Phase.BREACH,
            Phase.ALERT,
            Phase.ENGAGED,
            Phase.SHED,
            Phase.RECOVERY,
            Phase.RESOLVED,
            Phase.RELEASING,
            Phase.RELEASED
        };
        int[] phaseSeconds = {63, 66, 104, 105, 110, 421, 1905, 1995};
        for (int i = 0; i < phases.length; i++) {
            drill = drill.enter(phases[i], began.plusSeconds(phaseSeconds[i]));
        }
        Mark[] marks = Mark.values();
        int[] markSeconds = {63, 64, 66, 103, 104, 105, 106, 110, 420, 421, 1905, 1995, 1996};
        for (int i = 0; i < marks.length; i++) {
            drill = drill.mark(marks[i], began.plusSeconds(markSeconds[i]));
        }
        return drill.with(new Canaries(9_000, 0, 0, 90, 700, 0, 120))
                .with(new Facts(began.plusSeconds(1905), List.of(0.75, 0.5, 0.25), List.of(), List.of(), 12, 150L))
                .end(Phase.DONE, null, began.plusSeconds(1997));
    }

    /** One that found Alertmanager silent. */
    public static Drill failed(DrillId id, Instant began) {
        return Drill.begin(id, order(), "node-1", began)
                .enter(Phase.BREACH, began.plusSeconds(63))
                .mark(Mark.FAULT, began.plusSeconds(63))
                .mark(Mark.FIRST_FAILURE, began.plusSeconds(64))
                .mark(Mark.BREACHED, began.plusSeconds(66))
                .enter(Phase.ALERT, began.plusSeconds(66))
                .end(Phase.FAILED, "No webhook about the canary's alert came.", began.plusSeconds(201));
    }

    /** One that goes on. */
    public static Drill underWay(DrillId id, Instant began) {
        return Drill.begin(id, order(), "node-1", began);
    }

    public static DrillOrder order() {
        return new DrillOrder(
                "ada",
                "before the sale",
                Duration.ofHours(1),
                20,
                Injection.FAILURE,
                false,
                DrillOrder.RuleTimes.DEFAULT);
    }
}
