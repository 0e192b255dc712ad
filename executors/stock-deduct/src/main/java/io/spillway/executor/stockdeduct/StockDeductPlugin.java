package io.spillway.executor.stockdeduct;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stock in Redis, reached by a client of the plugin's own. */
public final class StockDeductPlugin implements ExecutorPlugin {

    private @Nullable Redis redis;

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        StockSettings settings = StockSettings.of(context);
        Redis opened = new Redis(settings.redisUrl(), settings.timeout());
        redis = opened;
        Stock stock = new Stock(opened, settings.seed());
        stock.seedIfReachable(context.logger());
        return List.of(new StockDeductHandler(stock));
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
