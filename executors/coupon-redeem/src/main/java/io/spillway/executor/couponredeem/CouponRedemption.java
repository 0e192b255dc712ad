package io.spillway.executor.couponredeem;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The payload of {@code coupon-redeem}.
 *
 * @param orderId the order that the coupon is redeemed for
 * @param couponId the coupon
 * @param userId who redeems it
 */
public record CouponRedemption(String orderId, String couponId, String userId) {

    private static final int MAX_LENGTH = 128;

    public CouponRedemption {
        requireName("orderId", orderId);
        requireName("couponId", couponId);
        requireName("userId", userId);
    }

    /* Encoding leaves no colon in either part, so that no two pairs share a key. */
    String key() {
        return URLEncoder.encode(orderId, StandardCharsets.UTF_8)
                + ":"
                + URLEncoder.encode(couponId, StandardCharsets.UTF_8);
    }

    private static void requireName(String field, String value) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(field + " must have 1 to " + MAX_LENGTH + " characters");
        }
    }
}
