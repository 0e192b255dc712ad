package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine of the core path, driven by hand: what fires, what a person switched, what is seen, and the time. */
final class EngineStory {

    static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private static final Scope CORE = new Scope.Core();

    private final TierEngine engine;
    private Instant now = T0;
    private ScopeState state = ScopeState.normal(CORE, T0);
    private List<ControlLabels.Drive> drives = List.of();
    private @Nullable ManualSwitch manual;
    private boolean blind;
    private @Nullable Sli sli = share(0);
    private int ineffective;
    private boolean held;
    private @Nullable Duration watched;

    EngineStory(DegradeConfig config) {
        this.engine = new TierEngine(config);
    }

    /** From now on these tiers are asked for, each by an alert of its own. */
    EngineStory fires(Tier... tiers) {
        List<ControlLabels.Drive> next = new ArrayList<>();
        for (Tier tier : tiers) {
            next.add(new ControlLabels.Drive(CORE, tier, Drives.alert(CORE, tier, now)));
        }
        drives = next;
        return decide();
    }

    EngineStory calm() {
        return fires();
    }

    EngineStory blind(boolean blind) {
        this.blind = blind;
        return decide();
    }

    /** From now on this share of 10,000 runs a minute are errors. */
    EngineStory errors(double share) {
        sli = share(share);
        return decide();
    }

    EngineStory numbers(@Nullable Sli numbers) {
        sli = numbers;
        return decide();
    }

    /** From now on a breaker holds a type of the scope, or none does. */
    EngineStory held(boolean held) {
        this.held = held;
        return decide();
    }

    /** All nodes were down, and one is there again. */
    EngineStory afterAnOutage(Duration duration) {
        watched = Duration.ZERO;
        now = now.plus(duration);
        return decide();
    }

    EngineStory ineffective(int engagements) {
        ineffective = engagements;
        return this;
    }

    static Sli share(double share) {
        return new Sli(10_000, Math.round(10_000 * share), Duration.ofMinutes(1), Duration.ofSeconds(1));
    }

    EngineStory switched(Tier tier, Duration ttl) {
        manual = new ManualSwitch(CORE, tier, "drill", now.plus(ttl), "li");
        return decide();
    }

    EngineStory released() {
        manual = null;
        state = TierEngine.letGo(state, now);
        return decide();
    }

    /** Lets the time pass, with a decision each second, as the loop would make them. */
    EngineStory after(Duration duration) {
        Instant end = now.plus(duration);
        while (now.isBefore(end)) {
            now = now.plusSeconds(1);
            watched = watched == null ? null : watched.plusSeconds(1);
            decide();
        }
        return this;
    }

    /** Lets the time pass without any decision: a loop that stood still. */
    EngineStory afterStandstill(Duration duration) {
        now = now.plus(duration);
        return decide();
    }

    EngineStory decide() {
        if (manual != null && manual.isOver(now)) {
            manual = null;
        }
        state = engine.decide(state, new Signals(drives, manual, blind, sli, watched, ineffective, held), now);
        return this;
    }

    ScopeStatus status() {
        return state.status();
    }

    ScopeState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    /** Tier, state, and the intensity if it is a part: {@code "L2 RECOVERING 0.75"}. */
    String shown() {
        ScopeStatus status = status();
        String part = status.intensity() > 0 && status.intensity() < 1 ? " " + status.intensity() : "";
        return status.tier() + " " + status.state() + part;
    }
}
