package io.spillway.executor.couponredeem;

import com.zaxxer.hikari.HikariDataSource;
import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Coupons in a SQL database: by default one of the plugin's own, in a file. */
public final class CouponRedeemPlugin implements ExecutorPlugin {

    private @Nullable HikariDataSource pool;

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        CouponSettings settings = CouponSettings.of(context);
        HikariDataSource opened = ConnectionPool.open(settings);
        pool = opened;
        Coupons coupons = new Coupons(opened, settings.seed(), Clock.systemUTC());
        coupons.prepareIfReachable(context.logger());
        return List.of(new CouponRedeemHandler(coupons));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
