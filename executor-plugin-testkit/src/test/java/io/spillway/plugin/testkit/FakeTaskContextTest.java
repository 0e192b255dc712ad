package io.spillway.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FakeTaskContextTest {

    private final FakeTaskContext context = FakeTaskContext.create();

    @Test
    void beginsAsTheFirstAttemptOfATaskWithThirtySecondsToGo() {
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.fence()).isEqualTo(1);
        assertThat(context.idempotencyKey()).isEqualTo(context.taskId());
        assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(30));
        assertThat(context.tier()).isEqualTo(Tier.NONE);
        assertThat(context.cancellation().isCanceled()).isFalse();
    }

    @Test
    void withersChangeOneThingAndKeepTheRest() {
        FakeTaskContext changed = context.withTaskId("task-9")
                .withAttempt(2)
                .withFence(7)
                .withIdempotencyKey("key")
                .withTier(Tier.L2)
                .withRemaining(Duration.ofSeconds(5));

        assertThat(changed.taskId()).isEqualTo("task-9");
        assertThat(changed.attempt()).isEqualTo(2);
        assertThat(changed.fence()).isEqualTo(7);
        assertThat(changed.idempotencyKey()).isEqualTo("key");
        assertThat(changed.tier()).isEqualTo(Tier.L2);
        assertThat(changed.deadline()).isEqualTo(context.clock().instant().plusSeconds(5));
        assertThat(context.attempt()).isEqualTo(1);
    }

    @Test
    void remainingShrinksWithTheClockAndNeverBelowZero() {
        context.clock().advance(Duration.ofSeconds(29));
        assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(1));

        context.clock().advance(Duration.ofSeconds(29));
        assertThat(context.remaining()).isZero();
    }

    @Test
    void clockDoesNotGoBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> context.clock().advance(Duration.ofNanos(-1)));
    }

    @Test
    void cancelingRunsEachActionOnceAndALateOneAtOnce() {
        List<String> ran = new ArrayList<>();
        context.cancellation().onCancel(() -> ran.add("early"));

        context.cancel();
        context.cancel();
        context.cancellation().onCancel(() -> ran.add("late"));

        assertThat(ran).containsExactly("early", "late");
        assertThatThrownBy(() -> context.cancellation().throwIfCanceled()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anotherAttemptIsNotCanceledWithThisOne() {
        FakeTaskContext second = context.withAttempt(2);

        context.cancel();

        assertThat(second.cancellation().isCanceled()).isFalse();
    }

    @Test
    void expiringUsesUpTheTimeAndCancels() {
        context.expire();

        assertThat(context.remaining()).isZero();
        assertThat(context.cancellation().isCanceled()).isTrue();
    }

    @Test
    void recordsCallsWithTraceHeadersOfTheirOwn() {
        context.beginCall("GET")
                .attribute("http.response.status_code", "200")
                .failed("no")
                .close();
        RecordedCall open = context.beginCall("POST");

        RecordedCall first = context.calls().get(0);
        assertThat(first.name()).isEqualTo("GET");
        assertThat(first.attributes()).containsEntry("http.response.status_code", "200");
        assertThat(first.failure()).contains("no");
        assertThat(first.isClosed()).isTrue();
        assertThat(open.isClosed()).isFalse();
        assertThat(open.headers().get("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .isNotEqualTo(first.headers().get("traceparent"));
    }

    @Test
    void callsTellHowMuchTimeIsLeft() {
        RecordedCall call = context.beginCall("GET");
        context.clock().advance(Duration.ofSeconds(10));

        assertThat(call.headers())
                .containsEntry("X-Request-Timeout-Ms", "20000")
                .containsEntry("grpc-timeout", "20000m");
    }
}
