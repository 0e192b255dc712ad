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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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
    /** Types that are remembered with what acts on them: whoever submits can ask for any name. */
    private static final int REMEMBERED = 1_000;

    private final Supplier<DegradeConfig> config;
    private final InstantSource clock;
    private final UnaryOperator<String> pluginOf;
    private final Instant startedAt;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile View view;

    public Switchboard(DegradeConfig config, InstantSource clock) {
        this(() -> config, clock, type -> type);
    }

    /**
     * @param config the policy that holds now: after a change, {@link #refresh} puts it in force
     * @param pluginOf which plugin runs a type; the type itself where none does
     */
    public Switchboard(Supplier<DegradeConfig> config, InstantSource clock, UnaryOperator<String> pluginOf) {
        this.config = config;
        this.clock = clock;
        this.pluginOf = pluginOf;
        this.startedAt = clock.instant();
        this.view = view(Tiers.NONE);
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

    /** Puts a newer revision in force, or another state of the same; an older one changes nothing. */
    void apply(Tiers tiers) {
        synchronized (this) {
            if (tiers.revision() < view.tiers().revision() || tiers.equals(view.tiers())) {
                return;
            }
            view = view(tiers);
        }
        tell();
    }

    /** Puts the present policy in force. Needs nothing but memory: also while the storage is away. */
    public void refresh() {
        synchronized (this) {
            view = view(view.tiers());
        }
        tell();
    }

    private void tell() {
        Degradation shown = view.shown();
        listeners.forEach(listener -> listener.on(shown));
    }

    /** What this node knows, if that is newer: the storage has lost something. Else what the storage holds. */
    Tiers newest(Tiers stored) {
        Tiers known = view.tiers();
        return known.revision() > stored.revision() ? known : stored;
    }

    /** Whether another state than the known one has its revision: the storage has lost the known one. */
    boolean isForked(Tiers stored) {
        Tiers known = view.tiers();
        return known.revision() == stored.revision() && !known.equals(stored);
    }

    /** The switches by hand that are known and not among the others. */
    List<ManualSwitch> switchesBeside(Tiers others) {
        return view.tiers().switches().stream()
                .filter(each -> !others.switches().contains(each))
                .toList();
    }

    long revision() {
        return view.tiers().revision();
    }

    /** The state of a scope as it is shared, dry run or not. */
    Optional<ScopeState> state(Scope scope) {
        return view.tiers().state(scope);
    }

    @Override
    public Verdict admit(String type, Criticality criticality, String cohort) {
        View now = view;
        Layer strongest = null;
        double most = 0;
        for (Layer layer : now.over(type)) {
            double share = layer.shed(criticality);
            if (share > most) {
                most = share;
                strongest = layer;
            }
        }
        if (strongest == null) {
            return new Verdict.Admitted(now.tier(type));
        }
        Instant at = clock.instant();
        long hour = Math.floorDiv(at.getEpochSecond(), 3600);
        return most >= 1 || Cohort.position(cohort, hour) < most
                ? new Verdict.Shed(strongest.tier(), strongest.scope(), retryAfter(now, strongest.status(), at))
                : new Verdict.Admitted(now.tier(type));
    }

    @Override
    public List<Criticality> claimable(String type) {
        List<Layer> layers = view.over(type);
        boolean paused = pause(layers, type).isPresent();
        return Arrays.stream(Criticality.values())
                .filter(criticality -> criticality == Criticality.CRITICAL_PLUS || !paused)
                .filter(criticality -> layers.stream().noneMatch(layer -> layer.shed(criticality) >= 1))
                .toList();
    }

    @Override
    public Treatment treatment(String type) {
        List<Layer> layers = view.over(type);
        if (layers.isEmpty()) {
            return Treatment.NORMAL;
        }
        boolean fallback = true;
        RetryCut cut = RetryCut.NORMAL;
        Duration delay = Duration.ZERO;
        for (Layer layer : layers) {
            TierActions actions = layer.actions();
            fallback &= actions.fallback();
            cut = cut.and(actions.retries());
            Duration slow = Duration.ofMillis((long) (actions.slow().toMillis() * layer.intensity()));
            delay = slow.compareTo(delay) > 0 ? slow : delay;
        }
        Pause pause = pause(layers, type)
                .map(layer ->
                        new Pause(layer.tier(), layer.scope(), layer.status().until()))
                .orElse(null);
        return new Treatment(fallback, cut, delay, pause);
    }

    private Optional<Layer> pause(List<Layer> layers, String type) {
        Optional<Layer> pause = Optional.empty();
        for (Layer layer : layers) {
            Set<String> pauses = layer.actions().pauses();
            boolean holds = !pauses.isEmpty() && (pauses.contains(type) || pauses.contains(pluginOf.apply(type)));
            if (holds
                    && pause.map(each -> each.tier().compareTo(layer.tier()) < 0)
                            .orElse(true)) {
                pause = Optional.of(layer);
            }
        }
        return pause;
    }

    /** What keeps queued tasks of the type and the criticality from being claimed: the most severe tier that does, if any. */
    public Optional<ScopeStatus> keptBack(String type, Criticality criticality) {
        List<Layer> layers = view.over(type);
        Optional<Layer> pause = criticality == Criticality.CRITICAL_PLUS ? Optional.empty() : pause(layers, type);
        return Stream.concat(layers.stream().filter(layer -> layer.shed(criticality) >= 1), pause.stream())
                .max(Comparator.comparing(Layer::tier))
                .map(Layer::status);
    }

    @Override
    public Tier tier(String type) {
        return view.tier(type);
    }

    @Override
    public double concurrencyShare(String type) {
        View now = view;
        boolean core = now.config().coreTypes().contains(type);
        return now.over(type).stream()
                .mapToDouble(layer -> layer.share(type, core))
                .min()
                .orElse(1);
    }

    /* Once the hold is over only the alert keeps the tier, and nobody knows for how long. */
    private static Duration retryAfter(View view, ScopeStatus status, Instant now) {
        Duration wait = status.until() == null || !status.until().isAfter(now)
                ? view.config().pace().rampStep()
                : Duration.between(now, status.until());
        if (wait.compareTo(SOONEST) < 0) {
            return SOONEST;
        }
        return wait.compareTo(LATEST) > 0 ? LATEST : wait;
    }

    private View view(Tiers tiers) {
        DegradeConfig now = config.get();
        Map<Scope, List<Layer>> layers = new HashMap<>();
        for (ScopeState state : tiers.scopes()) {
            List<Layer> own = Layer.of(state, now);
            if (!own.isEmpty()) {
                layers.put(state.scope(), own);
            }
        }
        return new View(tiers, now, Map.copyOf(layers), new ConcurrentHashMap<>(), shown(tiers, now));
    }

    private Degradation shown(Tiers tiers, DegradeConfig now) {
        Map<Scope, ScopeStatus> shown = new LinkedHashMap<>();
        for (Scope always : List.of(new Scope.Site(), new Scope.Core())) {
            shown.put(always, ScopeState.normal(always, startedAt).status());
        }
        tiers.scopes().stream()
                .filter(state -> !state.is(State.NORMAL) || !(state.scope() instanceof Scope.Service))
                .map(state -> DryRun.shown(state, now))
                .forEach(status -> shown.put(status.scope(), status));
        return new Degradation(tiers.revision(), List.copyOf(shown.values()));
    }

    /**
     * @param layers what acts, by scope
     * @param types what acts, by type, for those that were asked for
     */
    private record View(
            Tiers tiers,
            DegradeConfig config,
            Map<Scope, List<Layer>> layers,
            Map<String, List<Layer>> types,
            Degradation shown) {

        Tier tier(String type) {
            return over(type).stream().map(Layer::tier).reduce(Tier.NONE, Tier::or);
        }

        /** What acts on a type: its own scope's, the core path's and the site's. */
        List<Layer> over(String type) {
            if (layers.isEmpty()) {
                return List.of();
            }
            List<Layer> known = types.get(type);
            if (known != null) {
                return known;
            }
            List<Layer> over = collect(type);
            if (types.size() < REMEMBERED) {
                types.put(type, over);
            }
            return over;
        }

        private List<Layer> collect(String type) {
            List<Layer> over = new ArrayList<>(3);
            for (Scope scope : List.of(new Scope.Service(type), new Scope.Core(), new Scope.Site())) {
                over.addAll(layers.getOrDefault(scope, List.of()));
            }
            return List.copyOf(over);
        }
    }
}
