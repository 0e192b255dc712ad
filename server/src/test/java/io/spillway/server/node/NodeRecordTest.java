package io.spillway.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.node.NodeRecord.Identity;
import io.spillway.server.node.NodeRecord.ReportedProblem;
import io.spillway.server.node.NodeRecord.Workers;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever can write to Redis can write a node's record. */
final class NodeRecordTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                ":80",
                "host:80/x",
                "http://host:80",
                "ho st:80",
                "host:80\n",
                "[::1]",
                "host:123456"
            })
    void aScraperIsSentToNothingButAHostAndAPort(String address) {
        assertThatThrownBy(() -> new Identity("one", "1", address, "h", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:80", "a-b.c_d:65535", "10.0.0.1:1", "[::1]:8080"})
    void hostsMayHaveAnyForm(String address) {
        assertThat(new Identity("one", "1", address, "h", 1).address()).isEqualTo(address);
    }

    @Test
    void namesAreShortAndPrintable() {
        assertThatThrownBy(() -> new Identity("a".repeat(129), "1", "h:1", "h", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identity("a\u0007", "1", "h:1", "h", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identity(" ", "1", "h:1", "h", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsToldIsMadeToFit() {
        ReportedProblem problem =
                new ReportedProblem("redis-away", "error", "x".repeat(1000), "a\nb", "y".repeat(1000));

        NodeRecord record = new NodeRecord(
                new Identity("one", "1", "h:1", "h", 1),
                Instant.EPOCH,
                new Workers(0, 1),
                Collections.nCopies(1000, "type"),
                Collections.nCopies(1000, problem));

        assertThat(problem.subject()).hasSize(256);
        assertThat(problem.detail()).isEqualTo("a b");
        assertThat(problem.text()).hasSize(512);
        assertThat(record.types()).hasSize(500);
        assertThat(record.problems()).hasSize(20);
    }

    @Test
    void aTypeThatCanBeNoneIsRefused() {
        List<String> types = List.of("x".repeat(65));

        assertThatThrownBy(() -> new NodeRecord(
                        new Identity("one", "1", "h:1", "h", 1), Instant.EPOCH, new Workers(0, 1), types, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
