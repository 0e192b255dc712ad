package io.spillway.executor.couponredeem;

import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import java.nio.file.Path;

/** A process that redeems one coupon after the other, and prints each once it is redeemed, until somebody kills it. */
final class RedeemUntilKilled {

    private RedeemUntilKilled() {}

    @SuppressWarnings("unchecked")
    public static void main(String[] arguments) throws Exception {
        FakePluginContext context = FakePluginContext.in(Path.of(arguments[0])).with("seed", "S:100000");
        TaskHandler<CouponRedemption> handler = (TaskHandler<CouponRedemption>)
                new CouponRedeemPlugin().handlers(context).get(0);
        for (int i = 1; ; i++) {
            CouponRedemption payload = new CouponRedemption("order-1", "S-" + i, "user-1");
            handler.handle(FakeTaskContext.create().withIdempotencyKey(payload.key()), payload);
            System.out.println(payload.couponId());
        }
    }
}
