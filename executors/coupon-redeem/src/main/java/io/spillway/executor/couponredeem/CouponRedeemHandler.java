package io.spillway.executor.couponredeem;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Redeems coupons: each one for one order, and once per idempotency key. */
final class CouponRedeemHandler implements TaskHandler<CouponRedemption> {

    private static final TaskType<CouponRedemption> TYPE = TaskType.of("coupon-redeem", CouponRedemption.class);

    private final Coupons coupons;

    CouponRedeemHandler(Coupons coupons) {
        this.coupons = coupons;
    }

    @Override
    public TaskType<CouponRedemption> type() {
        return TYPE;
    }

    @Override
    public Optional<String> idempotencyKey(CouponRedemption payload) {
        return Optional.of(payload.key());
    }

    /** Redemptions of one coupon contend for one row. */
    @Override
    public Optional<String> concurrencyKey(CouponRedemption payload) {
        return Optional.of(payload.couponId());
    }

    @Override
    public Outcome handle(TaskContext context, CouponRedemption payload) throws SQLException, InterruptedException {
        context.cancellation().throwIfCanceled();
        if (context.remaining().isZero()) {
            return Outcome.failed(Cause.DEADLINE, "no time was left to redeem the coupon");
        }
        try (OutgoingCall call = context.beginCall("sql redeem")) {
            try {
                return outcome(coupons.redeem(payload, context.idempotencyKey(), context.remaining()), payload);
            } catch (SQLException e) {
                call.failed("SQLSTATE " + e.getSQLState());
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while redeeming");
                }
                throw e;
            }
        }
    }

    private static Outcome outcome(Redemption redemption, CouponRedemption payload) {
        if (redemption instanceof Redemption.Redeemed redeemed) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("couponId", redeemed.couponId());
            result.put("orderId", redeemed.orderId());
            result.put("redeemedAt", redeemed.at().toString());
            result.put("repeated", redeemed.repeated());
            return Outcome.succeeded(result);
        }
        return Outcome.failed(
                Cause.INVALID,
                redemption instanceof Redemption.Taken
                        ? "coupon " + payload.couponId() + " was redeemed by another order"
                        : "there is no coupon " + payload.couponId());
    }
}
