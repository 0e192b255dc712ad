package io.spillway.executor.demotraffic;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The sheddable part of the demonstration's traffic. */
public final class DemoTrafficPlugin implements ExecutorPlugin {

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        return List.of(new NewsletterHandler(() ->
                ThreadLocalRandom.current().nextLong(NewsletterHandler.MIN_MILLIS, NewsletterHandler.MAX_MILLIS + 1)));
    }
}
