package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.ManualSwitch;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.TierStore;
import io.spillway.server.degrade.TierStoreContract;
import io.spillway.server.degrade.Tiers;
import io.spillway.server.degrade.TiersUnavailableException;
import io.spillway.server.testing.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisTierStoreTest extends TierStoreContract {

    private static RealRedis redis;
    private static RedisConnection connection;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        connection = redis.connect();
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

    @Override
    protected TierStore store() {
        return new RedisTierStore(connection);
    }

    @Test
    void saysWhenTheChangesAreNoLongerKept() {
        TierStore store = new RedisTierStore(connection, 100);
        for (int revision = 1; revision <= 400; revision++) {
            store.replace(revision - 1, tiers(revision), List.of(change(revision, new Scope.Core())));
        }

        long length = connection.commands().xlen(Keys.TIER_CHANGES);
        long oldest = 400 - length + 1;

        assertThat(length).isLessThan(400);
        assertThat(store.changesAfter(oldest - 2)).isEqualTo(new TierStore.History.Gone(400));
        assertThat(store.changesAfter(oldest - 1))
                .isInstanceOfSatisfying(
                        TierStore.History.Complete.class,
                        complete -> assertThat(complete.changes()).hasSize((int) length));
    }

    @Test
    void goesOnAfterAStateWasLostThatHadChangesAhead() {
        TierStore store = store();
        store.replace(0, tiers(5), List.of(change(5, new Scope.Core())));
        connection.commands().del(Keys.TIERS);

        boolean replaced = store.replace(0, tiers(3), List.of(change(3, new Scope.Site())));

        assertThat(replaced).isTrue();
        assertThat(store.changesAfter(2))
                .isEqualTo(new TierStore.History.Complete(List.of(change(3, new Scope.Site()))));
    }

    @Test
    void ringsForEachNodeThatListens() throws Exception {
        CountDownLatch one = new CountDownLatch(1);
        CountDownLatch two = new CountDownLatch(1);
        RedisTierStore store = new RedisTierStore(connection);
        AtomicLong revision = new AtomicLong();

        try (RedisConnection other = redis.connect();
                AutoCloseable here = new RedisTierStore(connection).listen(one::countDown);
                AutoCloseable there = new RedisTierStore(other).listen(two::countDown)) {
            assertThat(here).isNotSameAs(there);
            Conditions.await("a ring at both", () -> {
                long next = revision.incrementAndGet();
                store.replace(next - 1, tiers(next), List.of());
                return one.getCount() == 0 && two.getCount() == 0;
            });
        }
    }

    @Test
    void whatWasWrittenOrReadHereIsNoNews() {
        RedisTierStore writer = new RedisTierStore(connection);
        RedisTierStore reader = new RedisTierStore(connection);
        writer.replace(0, tiers(1), List.of());
        String mark = connection.commands().hget(Keys.TIERS, TierHead.MARK);

        assertThat(writer.isNews(mark)).isFalse();
        assertThat(reader.isNews(mark)).isTrue();
        reader.load();
        assertThat(reader.isNews(mark)).isFalse();
    }

    @Test
    void readsTheStateAgainOnlyWhereTheRevisionIsAnother() {
        TierStore store = store();
        store.replace(0, tiers(1), List.of());
        Tiers first = store.load();

        assertThat(store.load()).isSameAs(first);
        store().replace(1, tiers(2), List.of());
        assertThat(store.load()).isEqualTo(tiers(2));
    }

    @Test
    void readsOnlyTheLastChangeWhereNoOtherIsMissing() {
        TierStore writer = store();
        TierStore reader = store();
        writer.replace(0, tiers(1), List.of());
        reader.load();
        connection.commands().hset(Keys.TIERS, "state:service:unchanged", "not read");
        ManualSwitch gone = tiers(1).switches().getFirst();
        ManualSwitch added = new ManualSwitch(new Scope.Core(), Tier.L1, "drill", gone.until(), "li");

        writer.replace(1, new Tiers(2, tiers(1).scopes(), List.of(added)), List.of());

        assertThat(reader.load()).isEqualTo(new Tiers(2, tiers(1).scopes(), List.of(added)));
    }

    @Test
    void readsEverythingWhereMoreThanTheLastChangeIsMissing() {
        TierStore writer = store();
        TierStore reader = store();
        writer.replace(0, tiers(1), List.of());
        reader.load();
        writer.replace(1, new Tiers(2, tiers(1).scopes(), List.of()), List.of());
        writer.replace(2, new Tiers(3, List.of(), List.of()), List.of());

        assertThat(reader.load()).isEqualTo(new Tiers(3, List.of(), List.of()));
    }

    @Test
    void doesNotTrustTheLastChangeOfAnotherState() {
        TierStore writer = store();
        TierStore reader = store();
        writer.replace(0, tiers(1), List.of());
        reader.load();
        writer.replace(1, new Tiers(2, tiers(1).scopes(), List.of()), List.of());
        // Written by a node that knows nothing of the field that says what the last change was.
        connection.commands().hset(Keys.TIERS, Map.of("revision", "3", "mark", "7"));
        connection.commands().hdel(Keys.TIERS, "state:core");

        assertThat(reader.load().revision()).isEqualTo(3);
        assertThat(reader.load().scopes())
                .extracting(state -> state.status().scope())
                .containsExactly(tiers(1).scopes().getLast().status().scope());
    }

    @Test
    void doesNotTrustALastChangeThatNamesWhatIsNoScope() {
        TierStore writer = store();
        TierStore reader = store();
        writer.replace(0, tiers(1), List.of());
        reader.load();
        String before = connection.commands().hget(Keys.TIERS, TierHead.MARK);
        connection
                .commands()
                .hset(Keys.TIERS, Map.of("revision", "2", "mark", "7", "last", "2 7 " + before + " revision"));

        assertThat(reader.load()).isEqualTo(new Tiers(2, tiers(1).scopes(), tiers(1).switches()));
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32})
    void manyChangesAtOnceAreReadAsAWhole(int switches) {
        TierStore writer = store();
        TierStore reader = store();
        Tiers none = new Tiers(1, List.of(), tiers(1).switches());
        writer.replace(0, none, List.of());
        reader.load();
        List<ManualSwitch> many = IntStream.range(0, switches)
                .mapToObj(i -> new ManualSwitch(new Scope.Service("type-" + i), Tier.L1, "drill", Instant.EPOCH, "li"))
                .toList();

        writer.replace(1, new Tiers(2, List.of(), many), List.of());

        assertThat(connection.commands().hget(Keys.TIERS, "last").isEmpty())
                .as("with the one that is gone, 32 are named")
                .isEqualTo(switches > 31);
        assertThat(reader.load().switches()).hasSize(switches);
    }

    @Test
    void tellsTwoStatesOfOneRevisionApart() {
        TierStore one = store();
        TierStore other = store();
        one.replace(0, tiers(1), List.of());
        connection.commands().del(Keys.TIERS);
        Tiers quiet = new Tiers(1, List.of(), List.of());
        other.replace(0, quiet, List.of());

        assertThat(one.replace(1, tiers(2), List.of())).isFalse();
        assertThat(one.load()).isEqualTo(quiet);
        assertThat(one.replace(1, tiers(2), List.of())).isTrue();
        assertThat(other.load()).isEqualTo(tiers(2));
    }

    @Test
    void saysWhenItCannotReadWhatIsKept() {
        for (String text : List.of("{\"status\":", "null", "{}", "7")) {
            connection.commands().hset(Keys.TIERS, Map.of("revision", "1", "state:site", text));

            assertThatThrownBy(() -> store().load())
                    .as(text)
                    .isInstanceOf(TiersUnavailableException.class)
                    .hasMessageContaining("state:site");
        }
    }

    @Test
    void losesNothingWhereTheChangesCannotBeWritten() {
        store().replace(0, tiers(1), List.of());
        connection.commands().set(Keys.TIER_CHANGES, "no stream");

        assertThatThrownBy(() -> store().replace(1, tiers(2), List.of(change(2, new Scope.Core()))))
                .isInstanceOf(TiersUnavailableException.class);

        assertThat(store().load()).isEqualTo(tiers(1));
    }

    @Test
    void writesNothingOfAScopeThatDidNotChange() {
        TierStore store = store();
        store.replace(0, tiers(1), List.of());
        connection.commands().hset(Keys.TIERS, "state:core", "left alone");

        assertThat(store.replace(1, tiers(2), List.of())).isTrue();

        assertThat(connection.commands().hget(Keys.TIERS, "state:core")).isEqualTo("left alone");
        assertThat(connection.commands().hget(Keys.TIERS, "revision")).isEqualTo("2");
    }

    @Test
    void saysWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            TierStore store = new RedisTierStore(toOther);
            store.replace(0, tiers(1), List.of());
            other.close();

            assertThatThrownBy(store::load).isInstanceOf(TiersUnavailableException.class);
        }
    }
}
