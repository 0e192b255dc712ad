package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.AlertStore;
import io.spillway.server.alert.AlertStoreContract;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.alert.NoticeResult;
import io.spillway.server.alert.Notices;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisAlertStoreTest extends AlertStoreContract {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

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
    protected AlertStore store() {
        return new RedisAlertStore(connection);
    }

    private static List<AlertNotice> notices(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Notices.firing(String.format("%016x", i), T0))
                .toList();
    }

    private static AlertIntake intake(AlertStore store) {
        return new AlertIntake(store, new ManualClock(T0), List.of());
    }

    @Test
    void takesTenThousandAlertsAtOnceAndTwice() {
        AlertIntake intake = intake(store());

        AlertIntake.Summary first = intake.accept(notices(10_000));
        AlertIntake.Summary second = intake.accept(notices(10_000));

        assertThat(first.count(NoticeResult.STARTED)).isEqualTo(10_000);
        assertThat(second.count(NoticeResult.REPEATED)).isEqualTo(10_000);
        assertThat(new Alerts(store()).firing()).hasSize(10_000);
    }

    @Test
    void keepsNothingOfWhatWouldBeTooMuch() {
        RedisAlertStore store = new RedisAlertStore(connection, 5);
        intake(store).accept(notices(5));

        assertThatThrownBy(() -> intake(store).accept(notices(6))).isInstanceOf(IntakeUnavailableException.class);
        assertThat(intake(store).accept(notices(5)).count(NoticeResult.REPEATED))
                .isEqualTo(5);
        assertThat(store.all()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "nan", "-1", "1e18", "9007199254740993", "x"})
    void goesOnFromARevisionThatSomebodyBroke(String revision) {
        connection.commands().set(Keys.ALERTS_REVISION, revision);
        RedisAlertStore store = new RedisAlertStore(connection);
        Alerts alerts = new Alerts(store);
        assertThat(alerts.all()).isEmpty();

        intake(store).accept(notices(1));
        long first = store.read().revision();
        assertThat(alerts.all()).hasSize(1);
        intake(store).accept(notices(2));

        assertThat(store.read().revision()).isGreaterThan(first);
        assertThat(alerts.all()).hasSize(2);
    }

    @Test
    void readsAgainWhatHasChangedAndNothingElse() {
        RedisAlertStore store = new RedisAlertStore(connection);
        intake(store).accept(notices(2));
        List<AlertStore.Versioned> before = store.all();

        intake(store).accept(List.of(Notices.firing(String.format("%016x", 7), T0)));

        assertThat(store.all()).hasSize(3);
        assertThat(store.all().stream().filter(each -> before.stream().anyMatch(known -> known == each)))
                .hasSize(2);
    }

    @Test
    void readsOnlyWhatTheLastChangesChanged() {
        AlertStore writer = store();
        AlertStore reader = store();
        intake(writer).accept(notices(2));
        reader.read();
        connection.commands().hset(Keys.ALERTS, String.format("%016x", 0), "not read");

        intake(writer).accept(List.of(Notices.firing(String.format("%016x", 7), T0)));
        intake(writer).accept(List.of(Notices.firing(String.format("%016x", 0xab), T0)));
        intake(writer).accept(List.of(Notices.resolved(String.format("%016x", 7), T0, T0.plusSeconds(1))));
        assertThat(fingerprints(reader))
                .containsExactlyInAnyOrder(
                        String.format("%016x", 0),
                        String.format("%016x", 1),
                        String.format("%016x", 7),
                        String.format("%016x", 0xab));
        assertThat(reader.all().stream().filter(each -> each.alert().isFiring()))
                .hasSize(3);

        writer.forget(reader.all().stream()
                .filter(each -> each.alert().fingerprint().endsWith("1"))
                .toList());
        assertThat(fingerprints(reader))
                .containsExactlyInAnyOrder(
                        String.format("%016x", 0), String.format("%016x", 7), String.format("%016x", 0xab));
    }

    @Test
    void readsEverythingWhereMoreChangesAreMissingThanAreKept() {
        AlertStore writer = store();
        AlertStore reader = store();
        intake(writer).accept(notices(1));
        reader.read();

        for (int i = 1; i <= 40; i++) {
            intake(writer).accept(List.of(Notices.firing(String.format("%016x", i), T0)));
        }

        assertThat(connection.commands().llen(Keys.ALERTS_RECENT)).isEqualTo(32);
        assertThat(reader.all()).hasSize(41);
    }

    @Test
    void doesNotTrustTheLastChangeOfAnotherState() {
        AlertStore reader = store();
        intake(store()).accept(notices(2));
        reader.read();
        intake(store()).accept(notices(3));
        // Written by a node that knows nothing of the key that says what the last change was.
        connection.commands().hdel(Keys.ALERTS, String.format("%016x", 0));
        connection.commands().incr(Keys.ALERTS_REVISION);

        assertThat(fingerprints(reader))
                .containsExactlyInAnyOrder(String.format("%016x", 1), String.format("%016x", 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33})
    void manyChangesAtOnceAreReadAsAWhole(int changed) {
        AlertStore reader = store();
        intake(store()).accept(List.of(Notices.firing("f".repeat(16), T0)));
        reader.read();

        intake(store()).accept(notices(changed));

        assertThat(connection.commands().lindex(Keys.ALERTS_RECENT, 0).endsWith(" *"))
                .isEqualTo(changed > 32);
        assertThat(reader.all()).hasSize(changed + 1);
    }

    private static List<String> fingerprints(AlertStore store) {
        return store.all().stream().map(each -> each.alert().fingerprint()).toList();
    }

    @Test
    void saysWhenItCannotReadWhatIsKept() {
        connection.commands().hset(Keys.ALERTS, "0123456789abcdef", "no alert");

        assertThatThrownBy(() -> store().all()).isInstanceOf(IntakeUnavailableException.class);
    }

    @Test
    void refusesWhenRedisIsGone() throws Exception {
        RealRedis other = RealRedis.start();
        try (RedisConnection toOther = other.connect()) {
            AlertIntake intake = intake(new RedisAlertStore(toOther));
            intake.accept(notices(1));
            other.close();

            assertThatThrownBy(() -> intake.accept(notices(1))).isInstanceOf(IntakeUnavailableException.class);
        }
    }
}
