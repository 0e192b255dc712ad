package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.policy.PolicyBook;
import io.spillway.server.policy.PolicyConfig;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisAuditStore;
import io.spillway.server.redis.RedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditedPolicyTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final RealRedis redis = RealRedis.start();
    private final RedisConnection connection = redis.connect();
    private final AuditLog log = new AuditLog(new Interrupted(), new ManualClock(T0));

    @TempDir
    private Path folder;

    private boolean away;
    private boolean losesAnswers;
    private PolicyBook book;
    private AuditedPolicy policy;

    @BeforeEach
    void open() throws IOException {
        write("tiers: {}\n");
        book = new PolicyBook(
                new PolicyConfig(Optional.of(folder.resolve("policy.yml"))),
                DegradeConfig.defaults(),
                new ManualClock(T0));
        policy = new AuditedPolicy(book, log, "node-1");
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @Test
    void thatANodeGoesByAnotherPolicyIsWrittenDown() throws IOException {
        String before = book.status().hash();

        takeUp("observe: true\n");

        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("node:node-1");
            assertThat(entry.action()).isEqualTo("policy.replace");
            assertThat(entry.subject()).isEqualTo("node-1");
            assertThat(entry.change())
                    .isEqualTo(before.substring(0, 12) + " → "
                            + book.status().hash().substring(0, 12));
            assertThat(entry.reason()).isEqualTo("policy.yml, observe: true");
        });
    }

    @Test
    void aFileThatIsRefusedChangesNothingAndIsNotWrittenDown() throws IOException {
        takeUp("observe: perhaps\n");

        assertThat(entries()).isEmpty();
    }

    @Test
    void itHoldsWhileTheLogIsAwayAndIsWrittenDownAfterwards() throws IOException {
        away = true;
        takeUp("observe: true\n");
        takeUp("observe: false\n");
        assertThat(book.get().observe()).isFalse();
        assertThat(entries()).isEmpty();

        away = false;
        policy.runOnce();
        policy.runOnce();

        assertThat(entries()).extracting(AuditEntry::reason).containsExactly("policy.yml, observe: true", "policy.yml");
        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(2));
    }

    @Test
    void anEntryWhoseAnswerWasLostIsNotWrittenTwice() throws IOException {
        losesAnswers = true;
        takeUp("observe: true\n");
        losesAnswers = false;
        policy.runOnce();

        assertThat(entries()).hasSize(1);
        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(1));
    }

    /** Two looks that read the same. */
    private void takeUp(String text) throws IOException {
        write(text);
        policy.runOnce();
        policy.runOnce();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), text);
    }

    private List<AuditEntry> entries() {
        return log.from(0, 10);
    }

    /** The log in Redis, which can't be written for a while. */
    private final class Interrupted implements AuditStore {
        private final AuditStore store = new RedisAuditStore(connection);

        @Override
        public Appended append(AuditEntry entry, String name) {
            if (losesAnswers) {
                store.append(entry, name);
            }
            if (away || losesAnswers) {
                throw new UnavailableException("Redis is away", new IOException("connection refused"));
            }
            return store.append(entry, name);
        }

        @Override
        public Optional<Head> head() {
            return store.head();
        }

        @Override
        public List<AuditEntry> before(long sequence, int limit) {
            return store.before(sequence, limit);
        }

        @Override
        public List<AuditEntry> from(long sequence, int limit) {
            return store.from(sequence, limit);
        }
    }
}
