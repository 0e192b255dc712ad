package io.spillway.executor.couponredeem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CouponRedeemTest extends TaskHandlerConformance<CouponRedemption> {

    @TempDir
    Path folder;

    private CouponRedeemPlugin plugin;
    private TaskHandler<CouponRedemption> handler;

    @BeforeEach
    void startPlugin() {
        plugin = new CouponRedeemPlugin();
        handler = start(plugin, "C1,S:100");
    }

    @AfterEach
    void stopPlugin() {
        plugin.close();
    }

    @SuppressWarnings("unchecked")
    private TaskHandler<CouponRedemption> start(CouponRedeemPlugin started, String seed) {
        FakePluginContext context = FakePluginContext.in(folder).with("seed", seed);
        return (TaskHandler<CouponRedemption>) started.handlers(context).get(0);
    }

    @Override
    protected TaskHandler<CouponRedemption> handler() {
        return handler;
    }

    @Override
    protected CouponRedemption payload() {
        return new CouponRedemption("order-1", "C1", "user-1");
    }

    @Override
    protected OptionalLong effects() {
        try {
            return OptionalLong.of(Ledger.redeemed(folder).size());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome redeem(String orderId, String couponId) throws Exception {
        CouponRedemption payload = new CouponRedemption(orderId, couponId, "user-1");
        return handler.handle(FakeTaskContext.create().withIdempotencyKey(payload.key()), payload);
    }

    private static @Nullable Object value(Outcome outcome, String name) {
        return ((Outcome.Succeeded) outcome).result().values().get(name);
    }

    @Test
    void redeemsACouponForAnOrder() throws Exception {
        Outcome outcome = redeem("order-1", "C1");

        assertThat(value(outcome, "couponId")).isEqualTo("C1");
        assertThat(value(outcome, "repeated")).isEqualTo(false);
        assertThat(Ledger.redeemed(folder)).containsExactly("C1");
    }

    @Test
    void redemptionsOfOneCouponShareAConcurrencyKey() {
        assertThat(handler.concurrencyKey(new CouponRedemption("order-1", "C1", "user-1")))
                .contains("C1")
                .isEqualTo(handler.concurrencyKey(new CouponRedemption("order-2", "C1", "user-2")));
    }

    @Test
    void repeatedKeyGetsTheFirstResult() throws Exception {
        Outcome first = redeem("order-1", "C1");

        Outcome again = redeem("order-1", "C1");

        assertThat(value(again, "repeated")).isEqualTo(true);
        assertThat(value(again, "redeemedAt")).isEqualTo(value(first, "redeemedAt"));
    }

    @Test
    void sameOrderUnderAnotherKeyGetsTheFirstResultToo() throws Exception {
        redeem("order-1", "C1");

        Outcome again = handler.handle(FakeTaskContext.create().withIdempotencyKey("chosen by the caller"), payload());

        assertThat(value(again, "repeated")).isEqualTo(true);
        assertThat(Ledger.redeemed(folder)).containsExactly("C1");
    }

    @Test
    void refusesACouponThatAnotherOrderHas() throws Exception {
        redeem("order-1", "C1");

        assertThat(redeem("order-2", "C1"))
                .isEqualTo(Outcome.failed(Cause.INVALID, "coupon C1 was redeemed by another order"));
    }

    @Test
    void refusesACouponThatNobodyKnows() throws Exception {
        assertThat(redeem("order-1", "C9")).isEqualTo(Outcome.failed(Cause.INVALID, "there is no coupon C9"));
    }

    @Test
    void sixteenThreadsRedeemEachCouponOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Callable<Outcome>> tasks = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String couponId = "S-" + (i % 50 + 1);
            String orderId = "order-" + i / 100;
            tasks.add(() -> redeem(orderId, couponId));
        }

        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> each : threads.invokeAll(tasks)) {
            outcomes.add(each.get());
        }
        threads.shutdown();

        List<Outcome> succeeded =
                outcomes.stream().filter(Outcome.Succeeded.class::isInstance).toList();
        assertThat(succeeded.stream().filter(each -> Boolean.FALSE.equals(value(each, "repeated"))))
                .hasSize(50);
        assertThat(succeeded).hasSize(100);
        assertThat(outcomes.stream().filter(Outcome.Failed.class::isInstance)).hasSize(300);
        assertThat(Ledger.redeemed(folder)).hasSize(50);
    }

    @Test
    void databaseOutlivesInterruptedHandlers() throws Exception {
        for (int i = 1; i <= 60; i++) {
            String couponId = "S-" + i;
            Thread thread = new Thread(new FutureTask<>(() -> redeem("order-1", couponId)));
            thread.start();
            LockSupport.parkNanos(Duration.ofNanos(i * 20_000L).toNanos());
            thread.interrupt();
            thread.join();
        }

        for (int i = 1; i <= 60; i++) {
            assertThat(redeem("order-1", "S-" + i)).isInstanceOf(Outcome.Succeeded.class);
        }
        assertThat(Ledger.redeemed(folder)).hasSize(60);
    }

    @Test
    void secondStartKeepsWhatWasRedeemedAndAddsNewCoupons() throws Exception {
        redeem("order-1", "C1");
        plugin.close();
        plugin = new CouponRedeemPlugin();

        handler = start(plugin, "C1,C2");

        assertThat(value(redeem("order-1", "C1"), "repeated")).isEqualTo(true);
        assertThat(redeem("order-2", "C2")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Ledger.coupons(folder)).hasSize(102);
    }

    @Test
    void taskWithoutTimeLeftTouchesNothing() throws Exception {
        FakeTaskContext late = FakeTaskContext.create();
        late.clock().advance(Duration.ofMinutes(1));

        Outcome outcome = handler.handle(late, payload());

        assertThat(outcome).isEqualTo(Outcome.failed(Cause.DEADLINE, "no time was left to redeem the coupon"));
        assertThat(Ledger.redeemed(folder)).isEmpty();
    }

    @Test
    void keysOfDifferentPairsDiffer() {
        assertThat(new CouponRedemption("a", "b:c", "u").key())
                .isNotEqualTo(new CouponRedemption("a:b", "c", "u").key());
    }

    @ParameterizedTest
    @CsvSource({"'',c,u", "o,' ',u", "o,c,''"})
    void refusesAPayloadWithABlankName(String orderId, String couponId, String userId) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CouponRedemption(orderId, couponId, userId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1,,C2", "S:", "S:many", "S:0", "S:1000001", ":5"})
    void refusesASeedThatMakesNoSense(String seed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(new CouponRedeemPlugin(), seed))
                .withMessageContaining("seed");
    }

    @Test
    void refusesADatabaseThatItHasNoDriverFor() {
        FakePluginContext context = FakePluginContext.in(folder).with("jdbc-url", "jdbc:oracle:thin:@db:1521/x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CouponRedeemPlugin().handlers(context))
                .withMessage("no driver in the plugin's jar knows the setting jdbc-url; it holds org.h2.Driver");
    }

    @Test
    void settingsDoNotShowThePassword() {
        FakePluginContext context = FakePluginContext.in(folder).with("jdbc-password", "s3cret");

        assertThat(CouponSettings.of(context)).asString().doesNotContain("s3cret");
    }
}
