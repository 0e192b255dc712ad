/** Coupons in a SQL database: start reading at {@link io.spillway.executor.couponredeem.CouponRedeemPlugin}. */
@NullMarked
package io.spillway.executor.couponredeem;

import org.jspecify.annotations.NullMarked;
