package io.spillway.server;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.submit.Submitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sample traffic, so that a new user's board lives: orders that deduct stock and redeem coupons, and what goes with them. */
final class DemoTraffic {

    private static final int COUPONS = 100_000;
    private static final Duration TURN = Duration.ofMillis(250);

    private final Submitter submitter;
    private final RandomGenerator random;
    private long turn;

    DemoTraffic(Submitter submitter, RandomGenerator random) {
        this.submitter = submitter;
        this.random = random;
    }

    /** The settings that the sample needs: things to deduct and redeem. */
    static Map<String, String> seeds() {
        return Map.of("stock-deduct", "demo-1=100000000,demo-2=100000000", "coupon-redeem", "DEMO:" + COUPONS);
    }

    Duration runOnce() {
        turn++;
        // A slow wave over two minutes, so that the pictures have a shape.
        double wave = 1 + 0.4 * Math.sin(turn / 480.0 * 2 * Math.PI * 2);
        List<Submitter.SubmitRequest> batch = new ArrayList<>();
        for (int i = 0; i < (int) (10 * wave); i++) {
            String order = "demo-" + Long.toHexString(random.nextLong());
            batch.add(request(
                    "stock-deduct",
                    "{\"sku\":\"demo-%d\",\"quantity\":1,\"traceId\":\"%s\"}".formatted(1 + random.nextInt(2), order),
                    null));
        }
        for (int i = 0; i < (int) (4 * wave); i++) {
            batch.add(request("probe-sleep", "{\"millis\":%d}".formatted(5 + random.nextInt(60)), null));
            batch.add(request(
                    "newsletter-render",
                    "{\"recipient\":\"reader-%d\"}".formatted(random.nextInt(100_000)),
                    Criticality.SHEDDABLE));
        }
        int coupon = 1 + random.nextInt(COUPONS);
        batch.add(request(
                "coupon-redeem",
                // The same coupon is always the same order's, so that a repeat is the first task and not a refusal.
                "{\"orderId\":\"demo-order-%d\",\"couponId\":\"DEMO-%d\",\"userId\":\"user-%d\"}"
                        .formatted(coupon, coupon, coupon % 1000),
                null));
        if (random.nextInt(20) == 0) {
            batch.add(request("probe-fail", "{\"cause\":\"third-party\",\"times\":1}", null));
        }
        submitter.submit(batch);
        return TURN;
    }

    private static Submitter.SubmitRequest request(String type, String payload, @Nullable Criticality criticality) {
        return new Submitter.SubmitRequest(type, payload, null, criticality, null, null, null, null);
    }
}
