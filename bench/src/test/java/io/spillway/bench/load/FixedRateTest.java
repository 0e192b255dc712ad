package io.spillway.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FixedRateTest {

    private final List<FixedRate.Intended> sent = new CopyOnWriteArrayList<>();

    @Test
    void sendsEachRequestOnceAndNoneBeforeItsTime() throws Exception {
        List<Long> early = new CopyOnWriteArrayList<>();
        FixedRate rate = new FixedRate(2_000, Duration.ofMillis(100), 4);

        rate.run(() -> sender(intended -> {
            sent.add(intended);
            if (System.nanoTime() < intended.nanos()) {
                early.add(intended.nanos());
            }
        }));

        assertThat(sent).extracting(FixedRate.Intended::index).containsExactlyInAnyOrderElementsOf(indices(200));
        assertThat(early).isEmpty();
    }

    @Test
    void intendsTimesAtEvenDistances() throws Exception {
        FixedRate rate = new FixedRate(1_000, Duration.ofMillis(50), 1);

        rate.run(() -> sender(sent::add));

        for (int i = 1; i < sent.size(); i++) {
            assertThat(sent.get(i).nanos() - sent.get(i - 1).nanos()).isEqualTo(1_000_000);
        }
    }

    @Test
    void stopsWithWhatASenderMet() {
        FixedRate rate = new FixedRate(1_000, Duration.ofSeconds(5), 2);

        assertThatThrownBy(() -> rate.run(() -> sender(intended -> {
                    throw new IOException("the connection was closed");
                })))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the connection was closed");
    }

    private static List<Integer> indices(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private interface Sending {
        void send(FixedRate.Intended intended) throws IOException;
    }

    private static FixedRate.Sender sender(Sending sending) {
        return new FixedRate.Sender() {
            @Override
            public void send(FixedRate.Intended intended) throws IOException {
                sending.send(intended);
            }

            @Override
            public void close() {}
        };
    }
}
