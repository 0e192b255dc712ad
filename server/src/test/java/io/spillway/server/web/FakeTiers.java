package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.effect.Engagement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps every revision from {@link #oldest} on. */
final class FakeTiers implements DegradationControl {
    final List<ManualSwitch> switches = new CopyOnWriteArrayList<>();
    private final List<Degradation> history = new ArrayList<>(List.of(at(1, Tier.NONE)));
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    volatile @Nullable Result refuse;
    volatile List<Engagement> engagements = List.of();

    @Override
    public List<Engagement> engagements() {
        return engagements;
    }

    private static Degradation at(long revision, Tier tier) {
        return new Degradation(
                revision,
                List.of(new ScopeStatus(
                        new Scope.Core(),
                        tier,
                        tier == Tier.NONE ? ScopeStatus.State.NORMAL : ScopeStatus.State.MANUAL_HOLD,
                        tier == Tier.NONE ? 0 : 1,
                        Fakes.NOW,
                        null,
                        null,
                        null,
                        null)));
    }

    void change(Tier tier) {
        synchronized (this) {
            history.add(at(history.getLast().revision() + 1, tier));
        }
        listeners.forEach(Runnable::run);
    }

    synchronized void show(List<ScopeStatus> scopes) {
        history.add(new Degradation(history.getLast().revision() + 1, scopes));
    }

    synchronized void forgetAllButTheLast() {
        history.subList(0, history.size() - 1).clear();
    }

    @Override
    public synchronized Degradation current() {
        return history.getLast();
    }

    @Override
    public synchronized List<Degradation> after(long revision) {
        return history.stream().filter(each -> each.revision() > revision).toList();
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Result engage(ManualSwitch change) {
        Result no = refuse;
        if (no != null) {
            return no;
        }
        switches.add(change);
        change(change.tier());
        return new Result.Changed(current());
    }

    @Override
    public Result release(Scope scope, String by, String reason) {
        change(Tier.NONE);
        return new Result.Changed(current());
    }
}
