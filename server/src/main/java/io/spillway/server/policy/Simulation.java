package io.spillway.server.policy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Alerts;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.policy.HistoryReader.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries a policy on the alerts of the past, in a time of its own. It runs what the server runs, from the intake of a webhook
 * to the tiers in force, a turn each second; where nothing is in force, it goes straight to the next delivery.
 */
public final class Simulation {

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration LONGEST_AFTER = Duration.ofHours(2);

    private final DegradeConfig policy;
    private final Switchboard switchboard;
    private final AlertIntake intake;
    private final TierLoop loop;
    private final List<Step> steps = new ArrayList<>();
    private Instant now;

    private Simulation(DegradeConfig policy, Instant start) {
        this.policy = policy;
        this.now = start;
        InstantSource clock = () -> now;
        AlertsOfThePast alerts = new AlertsOfThePast();
        this.switchboard = new Switchboard(policy, clock);
        this.intake = new AlertIntake(alerts, clock, List.of());
        TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(new TiersOfThePast(), new Alerts(alerts), _ -> {}, Evidence.QUIET),
                switchboard,
                () -> policy,
                clock,
                List.of(this::note));
        this.loop = new TierLoop(keeper, () -> Duration.between(start, now).toNanos());
    }

    /**
     * One change.
     *
     * @param does what the tier does from then on, in words
     */
    public record Step(Instant at, ScopeStatus from, ScopeStatus to, TierChange.Cause cause, String does) {}

    /** What would have happened from the first delivery to the end. @param open what is in force at the end */
    public record Outcome(Instant from, Instant to, List<Step> steps, List<ScopeStatus> open) {
        public Outcome {
            steps = List.copyOf(steps);
            open = List.copyOf(open);
        }
    }

    /**
     * @param history one delivery at least, in the order of their times
     * @param until when to end; without it, once nothing is in force, or two hours after the last delivery
     */
    public static Outcome run(DegradeConfig policy, List<Delivery> history, Optional<Instant> until) {
        Instant first = history.getFirst().at();
        return new Simulation(policy, first).run(history, first, until);
    }

    private Outcome run(List<Delivery> history, Instant first, Optional<Instant> until) {
        Instant end = until.orElse(history.getLast().at().plus(LONGEST_AFTER));
        int next = 0;
        while (!now.isAfter(end)) {
            while (next < history.size() && !history.get(next).at().isAfter(now)) {
                intake.accept(history.get(next++).notices());
            }
            loop.runOnce();
            boolean over = next == history.size();
            if (over && until.isEmpty() && isCalm()) {
                break;
            }
            now = over ? later() : soonest(history.get(next).at());
        }
        Instant to = now.isAfter(end) ? end : now;
        List<ScopeStatus> open = switchboard.degradation().scopes().stream()
                .filter(each -> each.state() != State.NORMAL)
                .toList();
        return new Outcome(first, to, steps, open);
    }

    private Instant later() {
        return now.plus(TURN);
    }

    private Instant soonest(Instant delivery) {
        return isCalm() || delivery.isBefore(later()) ? delivery : later();
    }

    private boolean isCalm() {
        return switchboard.degradation().scopes().stream()
                .allMatch(each -> each.tier() == Tier.NONE && each.state() == State.NORMAL);
    }

    private void note(TierChange change) {
        if (change.matters()) {
            steps.add(new Step(change.at(), change.from(), change.to(), change.cause(), does(change.to())));
        }
    }

    private String does(ScopeStatus status) {
        Scope scope = status.scope();
        return status.tier() == Tier.NONE
                ? "nothing"
                : ActionWords.of(status, policy.policy(scope, status.tier()).actions());
    }
}
