package io.spillway.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a drill sends. Nobody takes it here. */
final class TrafficTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final List<SubmitRequest> sent = new ArrayList<>();

    @Test
    void oneInTenFailsWhileTheDrillAsksForIt() {
        assertThat(sentWhile(Phase.BREACH, Injection.FAILURE))
                .hasSize(20)
                .extracting(SubmitRequest::payload)
                .filteredOn("{\"fail\":1}"::equals)
                .hasSize(2);
    }

    @Test
    void oneInTenTakesLongerThanItsCallerWaitsWhereLatencyIsAskedFor() {
        assertThat(sentWhile(Phase.BREACH, Injection.LATENCY))
                .hasSize(20)
                .filteredOn(each -> each.payload().equals("{\"millis\":2000}"))
                .hasSize(2)
                .extracting(SubmitRequest::timeout)
                .containsOnly(Duration.ofMillis(500));
        assertThat(sent).extracting(SubmitRequest::payload).doesNotContain("{\"fail\":1}");
    }

    @Test
    void nothingFailsBeforeItIsToFail() {
        assertThat(sentWhile(Phase.BASELINE, Injection.LATENCY))
                .extracting(SubmitRequest::payload)
                .containsOnly("{}");
        assertThat(sent).extracting(SubmitRequest::timeout).containsOnlyNulls();
    }

    @Test
    void eachCanaryIsACallerOfItsOwn() {
        assertThat(sentWhile(Phase.BREACH, Injection.FAILURE))
                .extracting(SubmitRequest::idempotencyKey)
                .doesNotHaveDuplicates()
                .doesNotContainNull();
    }

    /** A second of twenty critical canaries; the sheddable ones are left out. */
    private List<SubmitRequest> sentWhile(Phase phase, Injection injection) {
        DrillOrder order = DrillsInMemory.order();
        Traffic traffic = new Traffic(
                requests -> {
                    sent.addAll(requests);
                    return requests.stream()
                            .<SubmitAnswer>map(_ -> new SubmitAnswer.Unavailable(Duration.ofSeconds(1)))
                            .toList();
                },
                _ -> Map.of(),
                new DrillOrder(
                        order.by(),
                        order.reason(),
                        order.timeLimit(),
                        order.rate(),
                        injection,
                        order.isScheduled(),
                        order.rule()),
                T0);
        traffic.send(phase, T0.plusSeconds(1));
        sent.removeIf(each -> each.criticality() != Criticality.CRITICAL);
        return sent;
    }
}
