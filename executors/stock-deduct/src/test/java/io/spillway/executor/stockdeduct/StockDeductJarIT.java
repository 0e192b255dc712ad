package io.spillway.executor.stockdeduct;

import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.PluginJarConformance;
import java.nio.file.Path;
import java.util.List;

final class StockDeductJarIT extends PluginJarConformance {

    @Override
    protected Path jar() {
        return Path.of(System.getProperty("plugin.jar"));
    }

    @Override
    protected List<String> taskTypes() {
        return List.of("stock-deduct");
    }

    @Override
    protected FakePluginContext configure(FakePluginContext context) {
        return context.with("redis-url", "redis://127.0.0.1:1");
    }
}
