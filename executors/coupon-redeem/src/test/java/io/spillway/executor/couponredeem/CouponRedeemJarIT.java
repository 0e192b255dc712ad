package io.spillway.executor.couponredeem;

import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.PluginJarConformance;
import java.nio.file.Path;
import java.util.List;

final class CouponRedeemJarIT extends PluginJarConformance {

    @Override
    protected Path jar() {
        return Path.of(System.getProperty("plugin.jar"));
    }

    @Override
    protected List<String> taskTypes() {
        return List.of("coupon-redeem");
    }

    @Override
    protected FakePluginContext configure(FakePluginContext context) {
        return context.with("seed", "C:10");
    }
}
