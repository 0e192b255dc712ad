package io.spillway.executor.stockdeduct;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Deducts stock: never below zero, and once per idempotency key. */
final class StockDeductHandler implements TaskHandler<StockDeduction> {

    private static final TaskType<StockDeduction> TYPE = TaskType.of("stock-deduct", StockDeduction.class);

    /** Error words of Redis that go away by themselves, or as soon as an operator acts. */
    private static final Set<String> PASSING = Set.of(
            "LOADING",
            "BUSY",
            "READONLY",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "OOM",
            "MISCONF",
            "NOAUTH",
            "WRONGPASS");

    private final Stock stock;

    StockDeductHandler(Stock stock) {
        this.stock = stock;
    }

    @Override
    public TaskType<StockDeduction> type() {
        return TYPE;
    }

    @Override
    public Optional<String> idempotencyKey(StockDeduction payload) {
        return Optional.of(payload.key());
    }

    /** Deductions of one item contend for one key in Redis. */
    @Override
    public Optional<String> concurrencyKey(StockDeduction payload) {
        return Optional.of(payload.sku());
    }

    @Override
    public Outcome handle(TaskContext context, StockDeduction payload) throws InterruptedException {
        context.cancellation().throwIfCanceled();
        if (context.remaining().isZero()) {
            return Outcome.failed(Cause.DEADLINE, "no time was left to deduct stock");
        }
        try (OutgoingCall call = context.beginCall("redis deduct")) {
            try {
                Deduction deduction =
                        stock.deduct(payload.sku(), payload.quantity(), context.idempotencyKey(), context.remaining());
                return outcome(deduction, payload);
            } catch (JedisException e) {
                call.failed(e.getClass().getSimpleName());
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for the stock");
                }
                return afterFailure(e);
            }
        }
    }

    private static Outcome outcome(Deduction deduction, StockDeduction payload) {
        return switch (deduction.status()) {
            case DEDUCTED -> Outcome.succeeded(Map.of("left", deduction.left(), "repeated", false));
            case REPEATED -> Outcome.succeeded(Map.of("left", deduction.left(), "repeated", true));
            case SHORT ->
                Outcome.failed(
                        Cause.INVALID,
                        payload.quantity() + " of " + payload.sku() + " were asked for, and " + deduction.left()
                                + " are left");
            case UNKNOWN -> Outcome.failed(Cause.INVALID, "there is no item " + payload.sku());
        };
    }

    /*
     * Whether the deduction happened is not known when the answer is lost: the next attempt has the same idempotency
     * key, and the script tells it.
     */
    private static Outcome afterFailure(JedisException failure) {
        if (failure instanceof JedisDataException && !isPassing(failure)) {
            throw failure;
        }
        return Outcome.retry(Cause.DATABASE, "the stock did not answer: " + failure.getMessage());
    }

    private static boolean isPassing(JedisException failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf(' ');
        return PASSING.contains(end < 0 ? message : message.substring(0, end));
    }
}
