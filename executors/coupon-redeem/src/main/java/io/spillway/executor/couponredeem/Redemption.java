package io.spillway.executor.couponredeem;

import java.time.Instant;

/** What became of a request to redeem a coupon. */
sealed interface Redemption {

    /**
     * The coupon belongs to the order.
     *
     * @param at when it was redeemed, by the first request
     * @param repeated whether an earlier request with the same key, or for the same order, did it
     */
    record Redeemed(String couponId, String orderId, Instant at, boolean repeated) implements Redemption {}

    /** Another order has the coupon. */
    record Taken() implements Redemption {}

    /** There is no such coupon. */
    record Unknown() implements Redemption {}
}
