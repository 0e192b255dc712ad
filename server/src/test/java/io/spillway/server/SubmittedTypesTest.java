package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.QueueUnavailableException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SubmittedTypesTest {

    private boolean away;
    private final SubmittedTypes types = new SubmittedTypes(() -> {
        if (away) {
            throw new QueueUnavailableException("away", new IllegalStateException());
        }
        return Set.of("stock", "gone");
    });

    @Test
    void areThoseOfTheQueueAndThoseGiven() {
        assertThat(types.with(List.of("stock", "coupon"))).containsExactly("coupon", "gone", "stock");
    }

    @Test
    void areThoseKnownLastWhileTheQueueIsAway() {
        types.with(List.of());
        away = true;

        assertThat(types.with(List.of("coupon"))).containsExactly("coupon", "gone", "stock");
    }
}
