package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every store of drills promises. */
public abstract class DrillStoreContract {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final DrillId FIRST = new DrillId("01KAQF5E0000000000000000AA");
    private static final DrillId SECOND = new DrillId("01KAQF5E0000000000000000AB");

    /** A store without drills. */
    protected abstract DrillStore store();

    @Test
    void givesBackWhatItKept() {
        DrillStore store = store();
        Drill passed = DrillsInMemory.passed(FIRST, START);
        Drill failed = DrillsInMemory.failed(SECOND, START.plusSeconds(9_000));

        keep(store, passed);
        keep(store, failed);

        assertThat(store.find(FIRST)).contains(passed);
        assertThat(store.recent(10)).containsExactly(failed, passed);
        assertThat(store.recent(1)).containsExactly(failed);
        assertThat(store.underWay()).isEmpty();
    }

    private static void keep(DrillStore store, Drill drill) {
        assertThat(store.begin(DrillsInMemory.underWay(drill.id(), drill.startedAt())))
                .isEmpty();
        assertThat(store.save(drill).isLost()).isFalse();
    }

    @Test
    void letsOneDrillRunAtATime() {
        DrillStore store = store();
        Drill first = DrillsInMemory.underWay(FIRST, START);

        store.begin(first);

        assertThat(store.begin(DrillsInMemory.underWay(SECOND, START))).contains(FIRST);
        assertThat(store.underWay()).contains(FIRST);
        assertThat(store.find(SECOND)).isEmpty();
        assertThat(store.save(DrillsInMemory.underWay(SECOND, START)).isLost()).isTrue();
        assertThat(store.bury(first)).isFalse();
    }

    @Test
    void tellsTheOneThatRunsThatSomebodyWantsItToEnd() {
        DrillStore store = store();
        Drill drill = DrillsInMemory.underWay(FIRST, START);
        AbortRequest request = new AbortRequest(FIRST, "ada", "enough");
        store.begin(drill);
        store.ask(new AbortRequest(SECOND, "ada", "another one"));

        DrillStore.Saved before = store.save(drill);
        store.ask(request);
        DrillStore.Saved after = store.save(drill);

        assertThat(before.abort()).isNull();
        assertThat(after.abort()).isEqualTo(request);
    }

    @Test
    void forgetsAnOldWishWhenADrillBegins() {
        DrillStore store = store();
        store.ask(new AbortRequest(FIRST, "ada", "too late"));

        store.begin(DrillsInMemory.underWay(FIRST, START));

        assertThat(store.save(DrillsInMemory.underWay(FIRST, START)).abort()).isNull();
    }
}
