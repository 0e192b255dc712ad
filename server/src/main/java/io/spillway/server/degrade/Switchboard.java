package io.spillway.server.degrade;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is in force on this node. Answers from memory alone, so a node that loses the storage keeps the tiers that it knew.
 *
 * <p>A type is under three scopes at once: its own, the core path's and the site's. Each scope sheds for itself. A tier of
 * the core path sheds the work of every type, because that is what makes room for the core; its cut of the concurrency
 * spares the core types, for the same reason.
 */
public final class Switchboard implements Admission {

    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final Comparator<Scope> ORDER = Comparator.comparing((Scope scope) -> switch (scope) {
                case Scope.Site site -> 0;
                case Scope.Core core -> 1;
                case Scope.Service service -> 2;
            })
            .thenComparing(Scope::toString);

    private final DegradeConfig config;
    private final InstantSource clock;
    private final Instant startedAt;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile View view;

    public Switchboard(DegradeConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.view = new View(Tiers.NONE, Map.of(), shown(Tiers.NONE));
    }

    /** What is in force, for people. In a dry run it is what would be. */
    public Degradation degradation() {
        return view.shown();
    }

    /** @param listener hears of each new revision, on the thread that brings it */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Hears of what came into force on this node: must be quick, and must not throw. */
    @FunctionalInterface
    public interface Listener {
        void on(Degradation inForce);
    }

    /** Puts a newer revision in force; an older one changes nothing. */
    void apply(Tiers tiers) {
        synchronized (this) {
            if (tiers.revision() <= view.tiers().revision()) {
                return;
            }
            Map<Scope, ScopeState> byScope = new HashMap<>();
            tiers.scopes().forEach(each -> byScope.put(each.scope(), each));
            view = new View(tiers, Map.copyOf(byScope), shown(tiers));
        }
        Degradation shown = view.shown();
        listeners.forEach(listener -> listener.on(shown));
    }

    /** What this node knows, if that is newer: the storage has lost something. Else what the storage holds. */
    Tiers newest(Tiers stored) {
        Tiers known = view.tiers();
        return known.revision() > stored.revision() ? known : stored;
    }

    /** The state of a scope as it is shared, dry run or not. */
    Optional<ScopeState> state(Scope scope) {
        return Optional.ofNullable(view.byScope().get(scope));
    }

    @Override
    public Verdict admit(String type, Criticality criticality, String cohort) {
        View now = view;
        ScopeState strongest = null;
        double most = 0;
        for (ScopeState state : over(now, type)) {
            double share = shed(state, criticality);
            if (share > most) {
                most = share;
                strongest = state;
            }
        }
        if (strongest == null) {
            return new Verdict.Admitted(tier(now, type));
        }
        Instant at = clock.instant();
        long hour = Math.floorDiv(at.getEpochSecond(), 3600);
        return most >= 1 || Cohort.position(cohort, hour) < most
                ? new Verdict.Shed(strongest.tier(), strongest.scope(), retryAfter(strongest.status(), at))
                : new Verdict.Admitted(tier(now, type));
    }

    @Override
    public List<Criticality> claimable(String type) {
        List<ScopeState> states = over(view, type);
        return Arrays.stream(Criticality.values())
                .filter(criticality -> states.stream().noneMatch(state -> shed(state, criticality) >= 1))
                .toList();
    }

    /** What keeps queued tasks of the type and the criticality from being claimed: the most severe tier that does, if any. */
    public Optional<ScopeStatus> keptBack(String type, Criticality criticality) {
        return over(view, type).stream()
                .filter(state -> shed(state, criticality) >= 1)
                .max(Comparator.comparing(ScopeState::tier))
                .map(ScopeState::status);
    }

    @Override
    public Tier tier(String type) {
        return tier(view, type);
    }

    @Override
    public double concurrencyShare(String type) {
        boolean core = config.coreTypes().contains(type);
        return over(view, type).stream()
                .filter(state -> !(core && state.scope() instanceof Scope.Core))
                .mapToDouble(this::share)
                .min()
                .orElse(1);
    }

    private Tier tier(View now, String type) {
        return over(now, type).stream().map(ScopeState::tier).reduce(Tier.NONE, Tier::or);
    }

    /* The states over a type in which something is in force; none in a dry run. */
    private List<ScopeState> over(View now, String type) {
        if (config.observe() || now.byScope().isEmpty()) {
            return List.of();
        }
        List<ScopeState> states = new ArrayList<>(3);
        for (Scope scope : List.of(new Scope.Service(type), new Scope.Core(), new Scope.Site())) {
            ScopeState state = now.byScope().get(scope);
            if (state != null && state.tier() != Tier.NONE) {
                states.add(state);
            }
        }
        return states;
    }

    private double shed(ScopeState state, Criticality criticality) {
        if (sheds(state.floor(), criticality)) {
            return 1;
        }
        return sheds(state.tier(), criticality) ? state.status().intensity() : 0;
    }

    private boolean sheds(Tier tier, Criticality criticality) {
        return tier != Tier.NONE && config.policy(tier).sheds().contains(criticality);
    }

    private double share(ScopeState state) {
        double cut = 1 - config.policy(state.tier()).concurrencyShare();
        double share = 1 - cut * state.status().intensity();
        return state.floor() == Tier.NONE
                ? share
                : Math.min(share, config.policy(state.floor()).concurrencyShare());
    }

    /* Once the hold is over only the alert keeps the tier, and nobody knows for how long. */
    private Duration retryAfter(ScopeStatus status, Instant now) {
        Duration wait = status.until() == null || !status.until().isAfter(now)
                ? config.pace().rampStep()
                : Duration.between(now, status.until());
        if (wait.compareTo(SOONEST) < 0) {
            return SOONEST;
        }
        return wait.compareTo(LATEST) > 0 ? LATEST : wait;
    }

    private Degradation shown(Tiers tiers) {
        Map<Scope, ScopeStatus> shown = new LinkedHashMap<>();
        for (Scope always : List.of(new Scope.Site(), new Scope.Core())) {
            shown.put(always, ScopeState.normal(always, startedAt).status());
        }
        tiers.scopes().stream()
                .map(ScopeState::status)
                .filter(status -> status.state() != State.NORMAL || !(status.scope() instanceof Scope.Service))
                .sorted(Comparator.comparing(ScopeStatus::scope, ORDER))
                .forEach(status -> shown.put(status.scope(), config.observe() ? observed(status) : status));
        return new Degradation(tiers.revision(), List.copyOf(shown.values()));
    }

    private static ScopeStatus observed(ScopeStatus status) {
        if (status.state() == State.NORMAL) {
            return status;
        }
        return new ScopeStatus(
                status.scope(),
                status.tier(),
                State.OBSERVE,
                status.intensity(),
                status.since(),
                status.until(),
                status.reason(),
                status.alert(),
                status.by());
    }

    private record View(Tiers tiers, Map<Scope, ScopeState> byScope, Degradation shown) {}
}
