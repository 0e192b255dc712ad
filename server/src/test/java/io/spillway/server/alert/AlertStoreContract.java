package io.spillway.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.AlertStore.Versioned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store of alerts promises. */
public abstract class AlertStoreContract {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00.123456789Z");

    /** A store without alerts. */
    protected abstract AlertStore store();

    private static Alert alert(String fingerprint, int second) {
        return new Alert(
                fingerprint,
                Alert.Status.RESOLVED,
                Map.of("alertname", "A", "标签", "<script>"),
                Map.of("summary", "two\nlines"),
                START,
                START.plusSeconds(second),
                START.plusSeconds(second),
                "http://prometheus:9090/graph?g0.expr=up");
    }

    @Test
    void givesBackWhatItKept() {
        AlertStore store = store();
        Alert resolved = alert("0123456789abcdef", 5);
        Alert firing = Notices.firing("fedcba9876543210", START)
                .toAlert(START)
                .doubted(new Alert.Doubt(START, START.plusNanos(1)))
                .withMute(new Alert.Mute(1, 0));

        boolean written = store.write(List.of(new Versioned(resolved, 0), new Versioned(firing, 0)));

        assertThat(written).isTrue();
        assertThat(store.all()).extracting(Versioned::alert).containsExactlyInAnyOrder(resolved, firing);
        assertThat(store.find(List.of("0123456789abcdef", "0000000000000000")))
                .hasEntrySatisfying(
                        "0123456789abcdef", kept -> assertThat(kept.alert()).isEqualTo(resolved))
                .hasSize(1);
    }

    @Test
    void keepsNothingOfABatchInWhichOneAlertHasChanged() {
        AlertStore store = store();
        store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", 1), 0)));
        long revision = store.read().revision();

        boolean written = store.write(List.of(
                new Versioned(alert("bbbbbbbbbbbbbbbb", 2), 0), new Versioned(alert("aaaaaaaaaaaaaaaa", 2), 0)));

        assertThat(written).isFalse();
        assertThat(store.read().revision()).isEqualTo(revision);
        assertThat(store.all()).extracting(Versioned::alert).containsExactly(alert("aaaaaaaaaaaaaaaa", 1));
    }

    @Test
    void knowsTheVersionThatItGaveOut() {
        AlertStore store = store();
        store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", 1), 0)));
        Versioned read = store.all().getFirst();

        boolean first = store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", 2), read.version())));
        boolean second = store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", 3), read.version())));

        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(store.all()).extracting(Versioned::alert).containsExactly(alert("aaaaaaaaaaaaaaaa", 2));
    }

    @Test
    void forgetsOnlyWhatHasNotChangedSince() {
        AlertStore store = store();
        store.write(List.of(
                new Versioned(alert("aaaaaaaaaaaaaaaa", 1), 0), new Versioned(alert("bbbbbbbbbbbbbbbb", 1), 0)));
        List<Versioned> read = store.all();
        List<Versioned> changed = read.stream()
                .filter(each -> each.alert().fingerprint().startsWith("b"))
                .map(each -> new Versioned(alert("bbbbbbbbbbbbbbbb", 2), each.version()))
                .toList();
        store.write(changed);
        long before = store.read().revision();

        int forgotten = store.forget(read);

        assertThat(forgotten).isEqualTo(1);
        assertThat(store.read().revision()).isGreaterThan(before);
        assertThat(store.all()).extracting(Versioned::alert).containsExactly(alert("bbbbbbbbbbbbbbbb", 2));
    }

    @Test
    void ofTwoRacingWritersOneWinsEachRoundAndNoWriteIsLost() throws InterruptedException {
        AlertStore store = store();
        store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", 0), 0)));
        int rounds = 100;
        AtomicInteger conflicts = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);

        Runnable writer = () -> {
            awaitUnchecked(go);
            for (int done = 0; done < rounds; ) {
                Versioned read = store.all().getFirst();
                Instant last = read.alert().receivedAt();
                int next = (int) (last.getEpochSecond() - START.getEpochSecond()) + 1;
                if (store.write(List.of(new Versioned(alert("aaaaaaaaaaaaaaaa", next), read.version())))) {
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

        assertThat(store.all())
                .as("after %d conflicts", conflicts.get())
                .extracting(Versioned::alert)
                .containsExactly(alert("aaaaaaaaaaaaaaaa", 2 * rounds));
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the start", e);
        }
    }
}
