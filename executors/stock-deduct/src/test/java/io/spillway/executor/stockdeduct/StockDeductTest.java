package io.spillway.executor.stockdeduct;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Stock deducted from a real Redis, and from one that is away or does not answer. */
final class StockDeductTest extends TaskHandlerConformance<StockDeduction> {

    @TempDir
    static Path folder;

    private static RealRedis redis;
    private StockDeductPlugin plugin;
    private TaskHandler<StockDeduction> handler;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RealRedis.start(folder);
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis.close();
    }

    @BeforeEach
    void startPlugin() {
        try (Jedis client = redis.client()) {
            client.flushAll();
        }
        plugin = new StockDeductPlugin();
        handler = start(plugin, redis.url(), "sku-1=100, sku-2=0");
    }

    @AfterEach
    void stopPlugin() {
        plugin.close();
    }

    @SuppressWarnings("unchecked")
    private static TaskHandler<StockDeduction> start(StockDeductPlugin plugin, String url, String seed) {
        FakePluginContext context =
                FakePluginContext.in(folder).with("redis-url", url).with("seed", seed);
        return (TaskHandler<StockDeduction>) plugin.handlers(context).get(0);
    }

    @Override
    protected TaskHandler<StockDeduction> handler() {
        return handler;
    }

    @Override
    protected StockDeduction payload() {
        return new StockDeduction("sku-1", 1, "trace-1");
    }

    @Override
    protected OptionalLong effects() {
        return OptionalLong.of(100 - left("sku-1"));
    }

    private static long left(String sku) {
        try (Jedis client = redis.client()) {
            return Long.parseLong(client.get(Stock.leftKey(sku)));
        }
    }

    private Outcome deduct(String sku, long quantity, String traceId) throws Exception {
        StockDeduction payload = new StockDeduction(sku, quantity, traceId);
        return handler.handle(FakeTaskContext.create().withIdempotencyKey(payload.key()), payload);
    }

    @Test
    void deductsAndSaysWhatIsLeft() throws Exception {
        Outcome outcome = deduct("sku-1", 3, "trace-1");

        assertThat(outcome).isEqualTo(Outcome.succeeded(Map.of("left", 97L, "repeated", false)));
        assertThat(left("sku-1")).isEqualTo(97);
    }

    @Test
    void deductionsOfOneItemShareAConcurrencyKey() {
        assertThat(handler.concurrencyKey(new StockDeduction("sku-1", 1, "a")))
                .contains("sku-1")
                .isEqualTo(handler.concurrencyKey(new StockDeduction("sku-1", 2, "b")));
    }

    @Test
    void repeatedKeyGetsTheFirstAnswerEvenAfterOthersDeducted() throws Exception {
        deduct("sku-1", 3, "trace-1");
        deduct("sku-1", 7, "trace-2");

        Outcome again = deduct("sku-1", 3, "trace-1");

        assertThat(again).isEqualTo(Outcome.succeeded(Map.of("left", 97L, "repeated", true)));
        assertThat(left("sku-1")).isEqualTo(90);
    }

    @Test
    void deductionIsRememberedForSevenDays() throws Exception {
        deduct("sku-1", 3, "trace-1");

        try (Jedis client = redis.client()) {
            assertThat(client.ttl("stock:{sku-1}:done:sku-1:trace-1")).isBetween(604_790L, 604_800L);
        }
    }

    @Test
    void refusesMoreThanIsLeft() throws Exception {
        assertThat(deduct("sku-1", 101, "trace-1"))
                .isEqualTo(Outcome.failed(Cause.INVALID, "101 of sku-1 were asked for, and 100 are left"));
        assertThat(deduct("sku-2", 1, "trace-1")).isInstanceOf(Outcome.Failed.class);
        assertThat(left("sku-1")).isEqualTo(100);
    }

    @Test
    void refusesAnItemThatNobodyKnows() throws Exception {
        assertThat(deduct("sku-9", 1, "trace-1")).isEqualTo(Outcome.failed(Cause.INVALID, "there is no item sku-9"));
    }

    @Test
    void itemNameWithABraceStaysInOneSlot() throws Exception {
        try (Jedis client = redis.client()) {
            client.set(Stock.leftKey("a}b:c"), "5");
        }

        assertThat(deduct("a}b:c", 2, "trace-1")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Stock.leftKey("a}b:c")).startsWith("stock:{a%7Db%3Ac}:");
    }

    @Test
    void secondStartLeavesTheStockAsItIs() throws Exception {
        deduct("sku-1", 40, "trace-1");
        StockDeductPlugin restarted = new StockDeductPlugin();

        start(restarted, redis.url(), "sku-1=100");
        restarted.close();

        assertThat(left("sku-1")).isEqualTo(60);
    }

    @Test
    void thirtyTwoThreadsNeverGoBelowZeroAndDeductEachKeyOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        List<Callable<Outcome>> tasks = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String traceId = "trace-" + i % 150;
            tasks.add(() -> deduct("sku-1", 1, traceId));
        }

        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> each : threads.invokeAll(tasks)) {
            outcomes.add(each.get());
        }
        threads.shutdown();

        assertThat(outcomes.stream().filter(each -> isSuccess(each, false))).hasSize(100);
        assertThat(outcomes.stream().filter(each -> isSuccess(each, true))).hasSize(300);
        assertThat(outcomes.stream().filter(Outcome.Failed.class::isInstance)).hasSize(200);
        assertThat(left("sku-1")).isZero();
    }

    private static boolean isSuccess(Outcome outcome, boolean repeated) {
        return outcome instanceof Outcome.Succeeded done
                && Boolean.valueOf(repeated).equals(done.result().values().get("repeated"));
    }

    @Test
    void forgottenScriptIsLoadedAgain() throws Exception {
        deduct("sku-1", 1, "trace-1");
        try (Jedis client = redis.client()) {
            client.scriptFlush();
        }

        assertThat(deduct("sku-1", 1, "trace-2")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void startsWithoutRedisAsksForARetryAndSeedsOnceRedisIsThere(@TempDir Path later) throws Exception {
        int port = RealRedis.freePort();
        StockDeductPlugin early = new StockDeductPlugin();
        TaskHandler<StockDeduction> waiting = start(early, RealRedis.url(port), "sku-1=5");

        Outcome without = waiting.handle(FakeTaskContext.create(), payload());
        Outcome with;
        try (RealRedis late = RealRedis.start(later, port)) {
            with = waiting.handle(FakeTaskContext.create(), payload());
        }
        early.close();

        assertThat(without)
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.cause()).isEqualTo(Cause.DATABASE));
        assertThat(with).isEqualTo(Outcome.succeeded(Map.of("left", 4L, "repeated", false)));
    }

    @Test
    void redisThatNeverAnswersCostsNoMoreThanTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            StockDeductPlugin waiting = new StockDeductPlugin();
            TaskHandler<StockDeduction> stuck = start(waiting, RealRedis.url(silent.getLocalPort()), "");
            long begin = System.nanoTime();

            Outcome outcome = stuck.handle(FakeTaskContext.create(), payload());

            assertThat(outcome).isInstanceOf(Outcome.Retry.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            waiting.close();
        }
    }

    @Test
    void pausedRedisCostsNoMoreThanIsLeft() throws Exception {
        deduct("sku-1", 1, "warm-up");
        try (Jedis client = redis.client()) {
            client.clientPause(400);
        }
        long begin = System.nanoTime();

        Outcome outcome = handler.handle(FakeTaskContext.create().withRemaining(Duration.ofMillis(50)), payload());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(350));
        assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void taskWithoutTimeLeftTouchesNothing() throws Exception {
        FakeTaskContext late = FakeTaskContext.create();
        late.clock().advance(Duration.ofMinutes(1));

        Outcome outcome = handler.handle(late, payload());

        assertThat(outcome).isEqualTo(Outcome.failed(Cause.DEADLINE, "no time was left to deduct stock"));
        assertThat(left("sku-1")).isEqualTo(100);
    }

    @Test
    void eachDeductionIsACallInTheTrace() throws Exception {
        FakeTaskContext context = FakeTaskContext.create();

        handler.handle(context, payload());

        assertThat(context.calls()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("redis deduct");
            assertThat(call.isClosed()).isTrue();
            assertThat(call.failure()).isEmpty();
        });
    }
}
