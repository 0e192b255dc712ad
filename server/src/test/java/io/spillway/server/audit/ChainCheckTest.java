package io.spillway.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.audit.AuditLog.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChainCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @Test
    void aLogThatIsAsItWasWrittenIsIntact() {
        List<AuditEntry> log = log(1, 5);

        assertThat(verdict(log, Optional.of(head(log.getLast())))).isEqualTo(new Verdict.Intact(5));
        assertThat(verdict(log, Optional.empty())).isEqualTo(new Verdict.Intact(5));
        assertThat(verdict(List.of(), Optional.of(new AuditStore.Head(0, Chain.START))))
                .isEqualTo(new Verdict.Intact(0));
    }

    @Test
    void anEntryThatWasWrittenAnewWithItsHashIsFoundAtTheNext() {
        List<AuditEntry> log = log(1, 5);
        AuditEntry forged = Chain.link(head(log.get(1)), NOW, new Chain.Change("mallory", "a", "s", "c", "r"));
        log.set(2, forged);

        assertThat(verdict(log, Optional.empty())).isInstanceOfSatisfying(Verdict.Broken.class, broken -> {
            assertThat(broken.sequence()).isEqualTo(4);
            assertThat(broken.why()).startsWith("it does not follow the entry before it");
        });
    }

    @Test
    void aLogThatHasOutgrownItsBoundMayBeginLater() {
        int more = 7;
        List<AuditEntry> log = log(1, ChainCheck.KEPT + more);
        List<AuditEntry> kept = log.subList(more, log.size());

        assertThat(verdict(kept, Optional.of(head(log.getLast())))).isEqualTo(new Verdict.Intact(ChainCheck.KEPT));
    }

    @Test
    void aLogThatBeginsLaterAndIsShorterLacksItsBeginning() {
        List<AuditEntry> log = log(1, 5);

        assertThat(verdict(log.subList(2, 5), Optional.of(head(log.getLast()))))
                .isInstanceOfSatisfying(
                        Verdict.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(3));
    }

    @Test
    void aLogWithoutItsEndIsBrokenThere() {
        List<AuditEntry> log = log(1, 5);

        assertThat(verdict(log.subList(0, 4), Optional.of(head(log.getLast()))))
                .isEqualTo(new Verdict.Broken(5, "it is missing at the log's end"));
        assertThat(verdict(List.of(), Optional.of(head(log.getLast()))))
                .isEqualTo(new Verdict.Broken(5, "it is missing at the log's end"));
    }

    private static Verdict verdict(List<AuditEntry> log, Optional<AuditStore.Head> head) {
        ChainCheck check = new ChainCheck();
        for (AuditEntry entry : log) {
            Optional<Verdict.Broken> broken = check.next(entry);
            if (broken.isPresent()) {
                return broken.get();
            }
        }
        return check.ending(head);
    }

    private static AuditStore.Head head(AuditEntry entry) {
        return new AuditStore.Head(entry.sequence(), entry.hash());
    }

    private static List<AuditEntry> log(int from, int to) {
        List<AuditEntry> log = new ArrayList<>();
        AuditStore.Head head = new AuditStore.Head(0, Chain.START);
        for (int i = from; i <= to; i++) {
            AuditEntry entry = Chain.link(head, NOW, new Chain.Change("admin", "a", "s", "c", "r" + i));
            log.add(entry);
            head = head(entry);
        }
        return log;
    }
}
