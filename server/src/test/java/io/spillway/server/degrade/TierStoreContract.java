package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierStore.History;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every store of tiers promises. */
public abstract class TierStoreContract {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00.123456789Z");
    private static final Scope SHOP = new Scope.Service("stock-deduct");

    /** A store without tiers. */
    protected abstract TierStore store();

    protected static ScopeStatus status(Scope scope, double intensity) {
        return new ScopeStatus(
                scope,
                Tier.L2,
                State.RECOVERING,
                intensity,
                T0,
                T0.plusSeconds(30),
                "<b>why</b>",
                "0123456789abcdef",
                null);
    }

    protected static TierChange change(long revision, Scope scope) {
        ScopeStatus from = ScopeState.normal(scope, T0).status();
        TierChange.Trigger trigger = new TierChange.Trigger("0123456789abcdef", T0, T0.plusSeconds(1));
        return new TierChange(revision, from, status(scope, 0.5), TierChange.Cause.ALERT, T0, trigger);
    }

    protected static Tiers tiers(long revision) {
        ScopeState.Memory memory = new ScopeState.Memory(
                Map.of(Tier.L1, T0, Tier.L2, T0.plusSeconds(5)),
                T0,
                null,
                T0,
                new ScopeState.Cycles(List.of(T0, T0.plusSeconds(9)), 2),
                new Course(new Course.Sight(true, T0), new Course.Sight(false, T0), T0, List.of(T0), List.of()));
        return new Tiers(
                revision,
                List.of(new ScopeState(status(SHOP, 0.25), Tier.L1, memory), ScopeState.normal(new Scope.Core(), T0)),
                List.of(new ManualSwitch(new Scope.Site(), Tier.NONE, "值班", T0.plusSeconds(60), "li")));
    }

    /** Of each revision another. */
    private static Tiers counting(long revision) {
        ScopeState other = new ScopeState(status(SHOP, revision / 1000.0), Tier.L1, ScopeState.Memory.EMPTY);
        ManualSwitch manual = new ManualSwitch(new Scope.Core(), Tier.L1, "drill", T0.plusSeconds(revision), "li");
        return new Tiers(revision, List.of(other), revision % 3 == 0 ? List.of() : List.of(manual));
    }

    @Test
    void holdsNothingAtFirst() {
        TierStore store = store();

        assertThat(store.load()).isEqualTo(Tiers.NONE);
        assertThat(store.changesAfter(0)).isEqualTo(new History.Complete(List.of()));
    }

    @Test
    void givesBackWhatItKept() {
        TierStore store = store();

        boolean replaced = store.replace(0, tiers(1), List.of(change(1, SHOP), change(1, new Scope.Core())));

        assertThat(replaced).isTrue();
        assertThat(store.load()).isEqualTo(tiers(1));
        assertThat(store.changesAfter(0))
                .isEqualTo(new History.Complete(List.of(change(1, SHOP), change(1, new Scope.Core()))));
    }

    @Test
    void keepsNothingWhenAnotherNodeWasFaster() {
        TierStore store = store();
        store.replace(0, tiers(1), List.of(change(1, SHOP)));

        boolean replaced = store.replace(0, tiers(1), List.of(change(1, new Scope.Site())));

        assertThat(replaced).isFalse();
        assertThat(store.changesAfter(0)).isEqualTo(new History.Complete(List.of(change(1, SHOP))));
    }

    @Test
    void tellsTheChangesAfterARevisionInOrder() {
        TierStore store = store();
        for (int revision = 1; revision <= 12; revision++) {
            store.replace(
                    revision - 1, tiers(revision), List.of(change(revision, SHOP), change(revision, new Scope.Core())));
        }

        assertThat(store.changesAfter(12)).isEqualTo(new History.Complete(List.of()));
        assertThat(store.changesAfter(10))
                .isEqualTo(new History.Complete(List.of(
                        change(11, SHOP),
                        change(11, new Scope.Core()),
                        change(12, SHOP),
                        change(12, new Scope.Core()))));
    }

    @Test
    void saysWhenItDoesNotKnowARevision() {
        TierStore store = store();
        store.replace(0, tiers(1), List.of(change(1, SHOP)));

        assertThat(store.changesAfter(7)).isEqualTo(new History.Gone(1));
    }

    @Test
    void ofTwoRacingWritersOneWinsEachRevision() throws InterruptedException {
        TierStore store = store();
        int rounds = 100;
        AtomicLong conflicts = new AtomicLong();
        AtomicReference<Tiers> torn = new AtomicReference<>();
        CountDownLatch go = new CountDownLatch(1);

        Runnable writer = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted before the start", e);
            }
            for (int done = 0; done < rounds; ) {
                Tiers read = store.load();
                long revision = read.revision();
                if (revision > 0 && !read.equals(counting(revision))) {
                    torn.set(read);
                }
                if (store.replace(revision, counting(revision + 1), List.of(change(revision + 1, SHOP)))) {
                    done++;
                } else {
                    conflicts.incrementAndGet();
                }
            }
        };
        Thread one = Thread.ofPlatform().start(writer);
        Thread two = Thread.ofPlatform().start(writer);
        go.countDown();
        one.join();
        two.join();

        assertThat(torn).as("a state of two revisions").hasValue(null);

        assertThat(store.load().revision())
                .as("after %d conflicts", conflicts.get())
                .isEqualTo(2 * rounds);
        assertThat(store.changesAfter(0))
                .isInstanceOfSatisfying(
                        History.Complete.class,
                        complete -> assertThat(complete.changes())
                                .extracting(TierChange::revision)
                                .hasSize(2 * rounds)
                                .doesNotHaveDuplicates()
                                .isSorted());
    }
}
