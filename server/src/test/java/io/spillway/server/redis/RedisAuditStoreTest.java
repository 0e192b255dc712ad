package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.audit.ChainCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** The audit log on a real Redis: order, compare-and-set, and what an alteration leaves behind. */
final class RedisAuditStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123456789Z");

    private static RealRedis redis;
    private static RedisConnection connection;
    private static AuditLog log;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
        log = new AuditLog(new RedisAuditStore(connection), () -> NOW);
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        connection.commands().flushAll();
    }

    @Test
    void anEmptyLogIsIntact() {
        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(0));
        assertThat(log.recent(10, null)).isEmpty();
    }

    @Test
    void entriesComeBackAsTheyWereWrittenNewestFirst() {
        AuditEntry first = log.append("admin", "degradation.engage", "core", "NONE → L2", "支付宕机\n|:");
        AuditEntry second = log.append("engine", "degradation.release", "core", "L2 → NONE", "");

        assertThat(log.recent(10, null)).containsExactly(second, first);
        assertThat(log.recent(10, second.sequence())).containsExactly(first);
        assertThat(log.recent(1, null)).containsExactly(second);
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.previousHash()).isEqualTo("0".repeat(64));
        assertThat(second.previousHash()).isEqualTo(first.hash());
        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(2));
    }

    @Test
    void twoWritersMakeOneChain() throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            AuditLog own = new AuditLog(new RedisAuditStore(connection), () -> NOW);
            writers.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 25; j++) {
                    own.append("admin", "a", "s", "c", "r");
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(100));
    }

    @Test
    void anEntryThatDoesNotFollowTheHeadIsNotWritten() {
        AuditEntry first = log.append("admin", "a", "s", "c", "r");

        AuditStore.Appended again = new RedisAuditStore(connection).append(first, "");

        assertThat(again)
                .isEqualTo(new AuditStore.Appended.Behind(new AuditStore.Head(first.sequence(), first.hash())));
        assertThat(log.recent(10, null)).hasSize(1);
    }

    @Test
    void ofSeveralNodesThatWriteTheSameEntryOneDoes() throws InterruptedException {
        List<Thread> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            AuditLog own = new AuditLog(new RedisAuditStore(connection), () -> NOW);
            nodes.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 25; j++) {
                    own.appendOnce("revision-" + j, "engine", "a", "s" + j, "c", "r");
                }
            }));
        }
        for (Thread node : nodes) {
            node.join();
        }

        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Intact(25));
        assertThat(log.recent(100, null)).extracting(AuditEntry::subject).doesNotHaveDuplicates();
    }

    @Test
    void anAlteredEntryIsFound() {
        appendThree();
        rewrite(2, "somebody else");

        assertThat(log.verify()).isInstanceOfSatisfying(AuditLog.Verdict.Broken.class, broken -> {
            assertThat(broken.sequence()).isEqualTo(2);
            assertThat(broken.why()).startsWith("its content is not what was written");
        });
    }

    @Test
    void aRemovedEntryIsFound() {
        appendThree();
        connection.commands().xdel(Keys.AUDIT_LOG, new StreamEntryID(2, 0));

        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Broken(3, "entries before it are missing"));
    }

    @Test
    void aRemovedEndIsFound() {
        appendThree();
        connection.commands().xdel(Keys.AUDIT_LOG, new StreamEntryID(3, 0));

        assertThat(log.verify()).isEqualTo(new AuditLog.Verdict.Broken(3, "it is missing at the log's end"));
    }

    @Test
    void aRemovedBeginningIsFound() {
        appendThree();
        connection.commands().xdel(Keys.AUDIT_LOG, new StreamEntryID(1, 0));

        assertThat(log.verify())
                .isEqualTo(new AuditLog.Verdict.Broken(2, "entries before it are missing, and the log keeps 100000"));
    }

    @Test
    void aHeadThatWasMovedBackIsFound() {
        appendThree();
        connection.commands().hset(Keys.AUDIT_HEAD, Map.of("sequence", "2", "hash", "0".repeat(64)));

        assertThat(log.verify())
                .isEqualTo(new AuditLog.Verdict.Broken(3, "it is not the entry that the log ended with"));
    }

    @Test
    void keepsNoMoreThanItSays() {
        int before = ChainCheck.KEPT + 250;
        for (int from = 0; from < before; from += 1_000) {
            fill(from + 1, Math.min(before, from + 1_000));
        }
        connection.commands().hset(Keys.AUDIT_HEAD, Map.of("sequence", "" + before, "hash", "0".repeat(64)));

        for (int i = 0; i < 300; i++) {
            log.appendOnce("revision-" + i, "engine", "a", "s", "c", "r");
        }

        assertThat(connection.commands().xlen(Keys.AUDIT_LOG))
                .as("entries; those of one node of the stream go together")
                .isBetween((long) ChainCheck.KEPT, ChainCheck.KEPT + 100L);
        assertThat(log.recent(1, null).getFirst().sequence()).isEqualTo(before + 300L);
        assertThat(connection.commands().llen(Keys.AUDIT_NAMES)).isEqualTo(256);
    }

    @Test
    void storageThatIsGoneIsSaidSo() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection lost = other.connect()) {
            other.close();
            AuditLog cut = new AuditLog(new RedisAuditStore(lost), () -> NOW);

            assertThatThrownBy(() -> cut.append("admin", "a", "s", "c", "r"))
                    .isInstanceOf(AuditStore.UnavailableException.class);
        }
    }

    private static void fill(int from, int to) {
        connection
                .commands()
                .eval(
                        "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do redis.call('XADD', KEYS[1], i .. '-0', 'actor', 'a') end",
                        List.of(Keys.AUDIT_LOG),
                        List.of("" + from, "" + to));
    }

    private void appendThree() {
        for (int i = 0; i < 3; i++) {
            log.append("admin", "a", "s", "c", "r");
        }
    }

    /* A stream's entry can't be changed in place: the whole stream is written again with one field altered. */
    private static void rewrite(long sequence, String actor) {
        var entries =
                connection.commands().xrange(Keys.AUDIT_LOG, StreamEntryID.MINIMUM_ID, StreamEntryID.MAXIMUM_ID, 100);
        connection.commands().del(Keys.AUDIT_LOG);
        entries.forEach(entry -> {
            Map<String, String> fields = new java.util.HashMap<>(entry.getFields());
            if (entry.getID().getTime() == sequence) {
                fields.put("actor", actor);
            }
            connection.commands().xadd(Keys.AUDIT_LOG, XAddParams.xAddParams().id(entry.getID()), fields);
        });
    }
}
