package io.spillway.server;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierStore;
import io.spillway.server.effect.Engagement;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.NearestName;
import io.spillway.server.web.DegradationControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is in force, as the web asks for it. */
final class TierSwitches implements DegradationControl {

    private final Operator operator;
    private final Switchboard switchboard;
    private final TierStore store;
    private final HandlerRegistry handlers;
    private final Supplier<List<Engagement>> engagements;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    TierSwitches(
            Operator operator,
            Switchboard switchboard,
            TierStore store,
            HandlerRegistry handlers,
            Supplier<List<Engagement>> engagements) {
        this.engagements = engagements;
        this.handlers = handlers;
        this.operator = operator;
        this.switchboard = switchboard;
        this.store = store;
        switchboard.listen(_ -> listeners.forEach(Runnable::run));
    }

    @Override
    public Degradation current() {
        return switchboard.degradation();
    }

    @Override
    public List<Engagement> engagements() {
        return engagements.get();
    }

    /** The changes after a revision, undone one revision after the other from what is in force now. */
    @Override
    public List<Degradation> after(long revision) {
        Degradation now = switchboard.degradation();
        if (now.revision() <= revision) {
            return List.of();
        }
        if (now.revision() == revision + 1) {
            return List.of(now);
        }
        return switch (store.changesAfter(revision)) {
            case TierStore.History.Gone _ -> List.of(now);
            case TierStore.History.Complete(List<TierChange> changes) -> unwound(now, changes);
        };
    }

    private static List<Degradation> unwound(Degradation now, List<TierChange> changes) {
        NavigableMap<Long, List<TierChange>> byRevision = changes.stream()
                .filter(each -> each.revision() <= now.revision())
                .collect(Collectors.groupingBy(TierChange::revision, TreeMap::new, Collectors.toList()));
        Map<Scope, ScopeStatus> scopes = new LinkedHashMap<>();
        now.scopes().forEach(each -> scopes.put(each.scope(), each));
        List<Degradation> snapshots = new ArrayList<>();
        byRevision.descendingMap().forEach((revision, made) -> {
            snapshots.addFirst(new Degradation(revision, List.copyOf(scopes.values())));
            made.forEach(each -> undo(scopes, each));
        });
        if (snapshots.isEmpty() || snapshots.getLast().revision() < now.revision()) {
            snapshots.addLast(now);
        }
        return snapshots;
    }

    private static void undo(Map<Scope, ScopeStatus> scopes, TierChange change) {
        boolean unremarkable = change.from().state() == ScopeStatus.State.NORMAL;
        if (unremarkable && change.scope() instanceof Scope.Service) {
            scopes.remove(change.scope());
        } else {
            scopes.put(change.scope(), change.from());
        }
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Result engage(ManualSwitch change) {
        if (change.scope() instanceof Scope.Service(String type)
                && handlers.find(type).isEmpty()) {
            return new Result.Refused(unknown(type));
        }
        Operator.EngageResult result =
                operator.engage(change.scope(), change.tier(), change.reason(), change.ttl(), change.by());
        return switch (result) {
            case Operator.EngageResult.Engaged _ -> new Result.Changed(current());
            case Operator.EngageResult.Invalid(List<Operator.Problem> problems) ->
                new Result.Refused(sentence(problems));
            case Operator.EngageResult.Unavailable _ -> new Result.Unavailable();
        };
    }

    @Override
    public Result release(Scope scope, String by, String reason) {
        return switch (operator.release(scope, reason, by)) {
            case Operator.ReleaseResult.Released _ -> new Result.Changed(current());
            case Operator.ReleaseResult.NothingToRelease(ScopeStatus status) ->
                new Result.Refused(
                        status.tier() == Tier.NONE
                                ? scope + " is not degraded"
                                : scope + " is at " + status.tier()
                                        + " because of an alert, which no release overrules: PUT {\"tier\":\"NONE\",\"reason\":…,\"ttl\":…} here"
                                        + " to keep it free of a tier for a while");
            case Operator.ReleaseResult.Invalid(List<Operator.Problem> problems) ->
                new Result.Refused(sentence(problems));
            case Operator.ReleaseResult.Unavailable _ -> new Result.Unavailable();
        };
    }

    private String unknown(String type) {
        List<String> known =
                handlers.all().stream().map(each -> each.type().name()).toList();
        return "no plugin here handles task type '" + type + "'"
                + NearestName.of(type, known)
                        .map(name -> "; did you mean '" + name + "'?")
                        .orElse("");
    }

    private static String sentence(List<Operator.Problem> problems) {
        return problems.stream()
                .map(each -> each.field() + " " + each.message())
                .collect(Collectors.joining("; "));
    }
}
