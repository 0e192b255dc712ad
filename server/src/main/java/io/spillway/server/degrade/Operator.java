package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.IntakeUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person can do to the tiers. Written down before it takes effect, and in force on this node on return. */
public final class Operator {

    static final int MAX_REASON = 500;
    static final Duration MIN_TTL = Duration.ofSeconds(1);
    static final Duration MAX_TTL = Duration.ofHours(24);

    private static final String BUSY = "other nodes changed the tiers at the same time; try again";
    private static final String UNRECORDED = "the audit log does not take entries; nothing was changed";

    private final TierKeeper keeper;
    private final Switchboard switchboard;
    private final InstantSource clock;

    public Operator(TierKeeper keeper, Switchboard switchboard, InstantSource clock) {
        this.keeper = keeper;
        this.switchboard = switchboard;
        this.clock = clock;
    }

    /**
     * Switches a scope to a tier, whatever the alerts say, until the time is over or the switch is taken back.
     *
     * @param tier {@code NONE} keeps the scope free of any tier
     * @param ttl from 1 s to 24 h
     * @param by who decided
     */
    public EngageResult engage(Scope scope, Tier tier, String reason, Duration ttl, String by) {
        List<Problem> problems = new ArrayList<>();
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            problems.add(new Problem("reason", "must say why, in 1 to " + MAX_REASON + " characters"));
        }
        if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            problems.add(new Problem("ttl", "must be from 1 s to 24 h"));
        }
        if (!problems.isEmpty()) {
            return new EngageResult.Invalid(problems);
        }
        Instant until = clock.instant().plus(ttl);
        Edit edit = new Edit.Engage(new ManualSwitch(scope, tier, reason.strip(), until, by));
        return switch (apply(edit)) {
            case Applied.Done() ->
                new EngageResult.Engaged(
                        status(scope), switchboard.degradation().revision());
            case Applied.Failed(String why) -> new EngageResult.Unavailable(why);
        };
    }

    /**
     * Takes a switch back, or releases a latched tier. The tier then goes in steps, or stays where an alert asks for it.
     *
     * @param reason at most 500 characters; null for none
     */
    public ReleaseResult release(Scope scope, @Nullable String reason, String by) {
        if (reason != null && reason.length() > MAX_REASON) {
            return new ReleaseResult.Invalid(
                    List.of(new Problem("reason", "must have at most " + MAX_REASON + " characters")));
        }
        try {
            keeper.keep();
        } catch (TiersUnavailableException | IntakeUnavailableException e) {
            return new ReleaseResult.Unavailable(String.valueOf(e.getMessage()));
        }
        if (switchboard.state(scope).filter(Edit.Release::isHeldByPerson).isEmpty()) {
            return new ReleaseResult.NothingToRelease(status(scope));
        }
        String why = reason == null || reason.isBlank() ? null : reason.strip();
        return switch (apply(new Edit.Release(scope, by, why, clock.instant()))) {
            case Applied.Done() ->
                new ReleaseResult.Released(
                        status(scope), switchboard.degradation().revision());
            case Applied.Failed(String failure) -> new ReleaseResult.Unavailable(failure);
        };
    }

    private Applied apply(Edit edit) {
        try {
            return switch (keeper.keep(edit)) {
                case CHANGED, UNCHANGED -> new Applied.Done();
                case OVERTAKEN -> new Applied.Failed(BUSY);
                case UNRECORDED -> new Applied.Failed(UNRECORDED);
            };
        } catch (TiersUnavailableException | IntakeUnavailableException e) {
            return new Applied.Failed(String.valueOf(e.getMessage()));
        }
    }

    private ScopeStatus status(Scope scope) {
        return switchboard.degradation().scopes().stream()
                .filter(each -> each.scope().equals(scope))
                .findFirst()
                .orElseGet(() -> ScopeState.normal(scope, clock.instant()).status());
    }

    private sealed interface Applied {
        record Done() implements Applied {}

        record Failed(String why) implements Applied {}
    }

    /** @param field of the request that is wrong */
    public record Problem(String field, String message) {}

    /** The answer to a switch. */
    public sealed interface EngageResult {
        record Engaged(ScopeStatus status, long revision) implements EngageResult {}

        record Invalid(List<Problem> problems) implements EngageResult {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }

        /** Nothing was changed. */
        record Unavailable(String why) implements EngageResult {}
    }

    /** The answer to a release. */
    public sealed interface ReleaseResult {
        /** @param status what is in force now: a release in steps, or what an alert asks for */
        record Released(ScopeStatus status, long revision) implements ReleaseResult {}

        /** Nobody switched the scope: what is in force there, an alert asked for. A switch to {@code NONE} overrules it. */
        record NothingToRelease(ScopeStatus status) implements ReleaseResult {}

        record Invalid(List<Problem> problems) implements ReleaseResult {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }

        /** Nothing was changed. */
        record Unavailable(String why) implements ReleaseResult {}
    }
}
