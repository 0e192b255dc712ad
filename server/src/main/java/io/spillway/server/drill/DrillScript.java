package io.spillway.server.drill;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a drill does next. Pure: the same drill and the same sight give the same next drill.
 *
 * <p>Each phase waits for one thing that the real loop brings about, notes when it came, and goes on; a phase that waits for
 * longer than its bound ends the drill, with a sentence that names the hop. While nothing but the release is still to come,
 * the end of the time ends the drill well, where the tier engine does release: what it has promised for later is reported as
 * computed. A tier that stays, or is late, fails the drill.
 */
final class DrillScript {

    /** How many canaries must be refused, and how many succeed, before the tier is believed. */
    static final int SHEDS = 10;

    static final int SUCCESSES = 20;

    /** The rule's guard is a rate over the whole window: a little more than enough. */
    private static final double PLENTY = 1.25;

    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final Duration RUNNING = Duration.ofMinutes(1);

    private DrillScript() {}

    static Drill next(Drill drill, Sight sight) {
        Drill seen = drill.with(drill.timeline().at(sight.now()))
                .with(sight.tally().canaries())
                .with(drill.facts()
                        .beside(sight.beside().scopes(), sight.beside().types()));
        Optional<Drill> stopped = stopped(seen, sight);
        if (stopped.isPresent()) {
            return stopped.get();
        }
        Drill before;
        Drill now = seen;
        do {
            before = now;
            now = step(now, sight);
        } while (now.phase() != before.phase() && !now.isOver());
        return now;
    }

    private static Optional<Drill> stopped(Drill drill, Sight sight) {
        AbortRequest abort = sight.abort();
        if (abort != null) {
            return Optional.of(drill.end(Phase.ABORTED, abort.by() + " stopped it: " + abort.reason(), sight.now()));
        }
        if (!sight.beside().scopes().isEmpty()) {
            return Optional.of(drill.end(
                    Phase.ABORTED,
                    "A tier came into force elsewhere, which comes first: "
                            + String.join(", ", sight.beside().scopes()) + ".",
                    sight.now()));
        }
        if (sight.now().isBefore(drill.startedAt().plus(drill.order().timeLimit()))) {
            return Optional.empty();
        }
        return Optional.of(drill.phase().awaitsRelease() ? outOfTimeForRelease(drill, sight) : outOfTime(drill, sight));
    }

    private static Drill outOfTime(Drill drill, Sight sight) {
        return drill.end(
                Phase.ABORTED,
                "Its time of " + Texts.lasting(drill.order().timeLimit()) + " was over while it was at " + drill.phase()
                        + ".",
                sight.now());
    }

    private static Drill outOfTimeForRelease(Drill drill, Sight sight) {
        ScopeStatus scope = sight.scope();
        if (scope == null || scope.tier() == Tier.NONE || scope.state() == State.RECOVERING) {
            Drill eased = drill.phase() == Phase.RESOLVED ? resolved(drill, sight) : drill;
            return finished(releasing(eased, sight), sight.now());
        }
        if (scope.state() != State.ENGAGED) {
            return failed(
                    drill,
                    sight,
                    "The tier of " + CanaryType.SCOPE + " is " + scope.state() + " and does not go by itself.");
        }
        Instant held = scope.until() == null ? drill.facts().heldUntil() : scope.until();
        if (held != null && held.isAfter(sight.now())) {
            return finished(drill.with(drill.facts().held(held)), sight.now());
        }
        // Numbers that must be good for a while longer are no fault of the loop, and no proof of it either.
        return held != null && !held.plus(sight.clear()).isBefore(sight.now())
                ? outOfTime(drill, sight)
                : failed(
                        drill,
                        sight,
                        "The tier of " + CanaryType.SCOPE + " was held until " + held
                                + ", and its release has not begun, though the numbers had "
                                + Texts.lasting(sight.clear()) + " more to be good.");
    }

    private static Drill step(Drill drill, Sight sight) {
        return switch (drill.phase()) {
            case BASELINE -> baseline(drill, sight);
            case BREACH -> breach(drill, sight);
            case ALERT -> alert(drill, sight);
            case ENGAGED -> engaged(drill, sight);
            case SHED -> shed(drill, sight);
            case RECOVERY -> recovery(drill, sight);
            case RESOLVED -> resolved(drill, sight);
            case RELEASING -> releasing(drill, sight);
            case RELEASED -> released(drill, sight);
            case DONE, FAILED, ABORTED -> drill;
        };
    }

    private static Drill baseline(Drill drill, Sight sight) {
        if (isFiring(sight.alert())) {
            return failed(drill, sight, "The canary's alert fired before any canary failed.");
        }
        double needed = PLENTY * Threshold.neededRuns(drill.order().rule().window());
        if (sight.tally().runs() >= needed
                && !sight.now().isBefore(drill.phaseSince().plus(SETTLING))) {
            return drill.enter(Phase.BREACH, sight.now()).mark(Mark.FAULT, sight.now());
        }
        Duration due = Duration.ofMillis((long) (1000 * needed / drill.order().rate()));
        return within(
                drill,
                sight,
                due.plus(due).plus(RUNNING),
                "Canaries do not run: " + sight.tally().runs() + " of " + Math.round(needed)
                        + " ended. Is there a free worker, and are they not paused?");
    }

    private static Drill breach(Drill drill, Sight sight) {
        Drill seen = drill.mark(Mark.FIRST_FAILURE, sight.tally().firstFailure())
                .mark(Mark.BREACHED, sight.tally().breached());
        return seen.timeline().of(Mark.BREACHED).isPresent()
                ? seen.enter(Phase.ALERT, sight.now())
                : within(
                        seen,
                        sight,
                        RUNNING,
                        "Canaries were made to fail, and not enough of them did: "
                                + sight.tally().canaries().injected() + " so far.");
    }

    private static Drill alert(Drill drill, Sight sight) {
        Alert alert = sight.alert();
        if (alert != null && alert.isFiring()) {
            return drill.enter(Phase.ENGAGED, sight.now())
                    .mark(Mark.FIRED, alert.startsAt())
                    .mark(Mark.HEARD, alert.receivedAt());
        }
        Duration bound = drill.order().rule().alertWithin().plus(Hop.WEBHOOK_BOUND);
        String blind = sight.beside().blind();
        return within(
                drill,
                sight,
                bound,
                "No webhook about the canary's alert came within " + Texts.lasting(bound)
                        + " of the breach. Whether the alert fires in Prometheus is not known here: look at its page of alerts,"
                        + " then at Alertmanager's, then at Alertmanager's log of the receiver."
                        + (blind == null ? "" : " By now " + blind + "."));
    }

    private static Drill engaged(Drill drill, Sight sight) {
        ScopeStatus scope = sight.scope();
        if (scope != null && scope.state() == State.OBSERVE) {
            return failed(
                    drill,
                    sight,
                    "The tier of " + CanaryType.SCOPE
                            + " is only observed (by the policy, or degrade.observe): nothing is shed.");
        }
        if (scope != null && scope.tier() != Tier.NONE) {
            Instant until = scope.until();
            return (until == null ? drill : drill.with(drill.facts().held(until)))
                    .enter(Phase.SHED, sight.now())
                    .mark(Mark.ENGAGED, scope.since());
        }
        boolean isPending = scope != null && scope.state() == State.PENDING;
        return isPending
                ? drill
                : within(
                        drill,
                        sight,
                        Hop.ENGAGE_LIMIT,
                        "The alert came in, and no tier of " + CanaryType.SCOPE + " within "
                                + Texts.lasting(Hop.ENGAGE_LIMIT) + ".");
    }

    private static Drill shed(Drill drill, Sight sight) {
        Drill seen = drill.mark(Mark.SHED, sight.tally().firstShed());
        Canaries canaries = sight.tally().canaries();
        if (canaries.shed() >= SHEDS && sight.tally().underTier() >= SUCCESSES) {
            return seen.with(seen.facts().mended(canaries.shed()))
                    .enter(Phase.RECOVERY, sight.now())
                    .mark(Mark.MENDED, sight.now());
        }
        return within(
                seen,
                sight,
                RUNNING,
                "Under the tier " + canaries.shed() + " sheddable canaries were refused, and "
                        + sight.tally().underTier() + " critical ones succeeded: " + SHEDS + " and " + SUCCESSES
                        + " were due by now.");
    }

    private static Drill recovery(Drill drill, Sight sight) {
        Alert alert = sight.alert();
        if (alert != null && !alert.isFiring()) {
            return awaited(drill, sight)
                    .enter(Phase.RESOLVED, sight.now())
                    .mark(Mark.ENDED, alert.endsAt())
                    .mark(Mark.TOLD, alert.receivedAt());
        }
        DrillOrder.RuleTimes rule = drill.order().rule();
        Duration bound = rule.window().plus(rule.alertWithin()).plus(Hop.NOTICE_BOUND);
        boolean isLate = !sight.now().isBefore(drill.phaseSince().plus(bound));
        String blind = sight.beside().blind();
        return within(
                isLate && blind == null ? awaited(drill, sight) : drill,
                sight,
                bound,
                "No canary has been made to fail for " + Texts.lasting(bound)
                        + ", and Alertmanager has not said that the alert is over. The tier stays until it does."
                        + (blind == null ? "" : " By now " + blind + "."));
    }

    private static Drill awaited(Drill drill, Sight sight) {
        return drill.with(drill.facts().awaited(sight.tally().canaries().shed()));
    }

    private static Drill resolved(Drill drill, Sight sight) {
        ScopeStatus scope = sight.scope();
        if (scope == null || scope.tier() == Tier.NONE) {
            return drill.enter(Phase.RELEASING, sight.now());
        }
        if (scope.state() == State.RECOVERING) {
            return drill.enter(Phase.RELEASING, sight.now()).mark(Mark.EASED, sight.now());
        }
        Instant until = scope.until();
        return scope.state() == State.ENGAGED && until != null
                ? drill.with(drill.facts().held(until))
                : drill;
    }

    private static Drill releasing(Drill drill, Sight sight) {
        ScopeStatus scope = sight.scope();
        if (scope == null || scope.tier() == Tier.NONE) {
            return drill.enter(Phase.RELEASED, sight.now())
                    .mark(Mark.RELEASED, scope == null ? sight.now() : scope.since());
        }
        return drill.with(drill.facts().stepped(scope.intensity()));
    }

    private static Drill released(Drill drill, Sight sight) {
        Instant admitted = sight.tally().lastAdmitted();
        Instant since = drill.timeline().of(Mark.RELEASED).orElse(drill.phaseSince());
        return admitted != null && !admitted.isBefore(since)
                ? finished(drill.mark(Mark.ADMITTED, admitted), sight.now())
                : within(drill, sight, RUNNING, "The tier is released, and sheddable canaries are still refused.");
    }

    private static Drill finished(Drill drill, Instant now) {
        return DrillReport.of(drill).broken().stream()
                .findFirst()
                .map(broken -> drill.end(Phase.FAILED, broken, now))
                .orElseGet(() -> drill.end(Phase.DONE, null, now));
    }

    private static Drill within(Drill drill, Sight sight, Duration bound, String otherwise) {
        return sight.now().isBefore(drill.phaseSince().plus(bound)) ? drill : failed(drill, sight, otherwise);
    }

    private static Drill failed(Drill drill, Sight sight, String why) {
        return drill.end(Phase.FAILED, why, sight.now());
    }

    private static boolean isFiring(@Nullable Alert alert) {
        return alert != null && alert.isFiring();
    }
}
